package io.groundswell.ingest.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.groundswell.contract.Refusal;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.ingest.door.Answer;
import io.groundswell.ingest.publish.Parcel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// Writes what goes back to the senders of events.
public final class Answers {

  private static final JsonFactory JSON = new JsonFactory();

  private Answers() {
  }

  /// The answer to an event that came alone: 202, or its problem with its own status.
  static Answer single(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted(var id, var source, var parcel) -> new Answer(202, written(json -> {
        json.writeStartObject();
        json.writeStringField("id", id);
        writeAccepted(json, parcel);
        json.writeEndObject();
      }, 128));
      case Verdict.Rejected(var id, var source, var refusal) -> Answer.rejection(Problem.of(refusal));
    };
  }

  /// The answer to a batch: 200 whatever became of its events, each answered for itself.
  static Answer batch(List<Verdict> verdicts) {
    int accepted = accepted(verdicts);
    return new Answer(200, written(json -> {
      json.writeStartObject();
      json.writeNumberField("accepted", accepted);
      json.writeNumberField("rejected", verdicts.size() - accepted);
      json.writeArrayFieldStart("results");
      for (int index = 0; index < verdicts.size(); index++) {
        write(json, "index", index, verdicts.get(index));
      }
      json.writeEndArray();
      json.writeEndObject();
    }, 64 + 112 * verdicts.size()));
  }

  private static int accepted(List<Verdict> verdicts) {
    int accepted = 0;
    for (var verdict : verdicts) {
      accepted += verdict instanceof Verdict.Admitted ? 1 : 0;
    }
    return accepted;
  }

  /// Writes what became of one of several events.
  ///
  /// @param place what the number counts: `index`, from 0, or `line`, from 1
  public static void write(JsonGenerator json, String place, long number, Verdict verdict) throws IOException {
    json.writeStartObject();
    json.writeNumberField(place, number);
    json.writeStringField("id", verdict.id());
    switch (verdict) {
      case Verdict.Admitted admitted -> writeAccepted(json, admitted.parcel());
      case Verdict.Rejected(var id, var source, Refusal refusal) -> {
        json.writeStringField("status", "rejected");
        json.writeFieldName("problem");
        Problem.of(refusal).writeTo(json);
      }
    }
    json.writeEndObject();
  }

  private static void writeAccepted(JsonGenerator json, Parcel parcel) throws IOException {
    json.writeStringField("status", "accepted");
    var receipt = parcel.receipt();
    if (receipt != null) {
      json.writeStringField("receipt", receipt);
    }
  }

  private static byte[] written(Content content, int expected) {
    try (var bytes = new ByteArrayBuilder(expected); var json = JSON.createGenerator(bytes)) {
      content.writeTo(json);
      json.flush();
      return bytes.toByteArray();
    } catch (IOException neverInMemory) {
      throw new UncheckedIOException(neverInMemory);
    }
  }

  private interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }
}

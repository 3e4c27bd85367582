package io.groundswell.ingest.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.groundswell.contract.Refusal;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.ingest.door.Answer;
import io.groundswell.ingest.intake.Verdict;
import io.groundswell.ingest.publish.Parcel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What SDKs understand: 200 is done with, 429 and 5xx are to be sent again, and everything else is given up. So a
/// batch is done with whatever becomes of its messages; what became of each stands in the answer for whoever looks at
/// it, with the receipts.
final class Replies {

  private static final JsonFactory JSON = new JsonFactory();

  /// Where what is called thus in a CloudEvent stands in a message.
  private static final Map<String, String> MEMBERS = Map.of("/id", "/messageId", "/type", "/event", "/time",
      "/timestamp", "/userid", "/userId", "/anonymousid", "/anonymousId", "/senttime", "/sentAt", "/source", "/context",
      "/subject", "/integrations/Groundswell/subject", "/platform", "/integrations/Groundswell/platform");
  private static final String DATA = "/data";

  private Replies() {
  }

  static Answer toOne(Call call, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted(var id, var source, var parcel) -> new Answer(200, written(json -> {
        json.writeStartObject();
        json.writeBooleanField("success", true);
        writeReceipt(json, parcel);
        json.writeEndObject();
      }));
      case Verdict.Rejected(var id, var source, var refusal) -> Answer.rejection(problem(refusal, call));
    };
  }

  /// @param calls of the messages, in their order
  static Answer toBatch(List<Calls.Translated> calls, List<Verdict> verdicts) {
    long rejected = verdicts.stream().filter(Verdict.Rejected.class::isInstance).count();
    return new Answer(200, written(json -> {
      json.writeStartObject();
      json.writeBooleanField("success", true);
      json.writeNumberField("accepted", verdicts.size() - rejected);
      json.writeNumberField("rejected", rejected);
      json.writeArrayFieldStart("results");
      for (int index = 0; index < verdicts.size(); index++) {
        write(json, index, calls.get(index).call(), verdicts.get(index));
      }
      json.writeEndArray();
      json.writeEndObject();
    }));
  }

  private static void write(JsonGenerator json, int index, @Nullable Call call, Verdict verdict) throws IOException {
    json.writeStartObject();
    json.writeNumberField("index", index);
    json.writeStringField("messageId", verdict.id());
    switch (verdict) {
      case Verdict.Admitted(var id, var source, var parcel) -> {
        json.writeStringField("status", "accepted");
        writeReceipt(json, parcel);
      }
      case Verdict.Rejected(var id, var source, var refusal) -> {
        json.writeStringField("status", "rejected");
        json.writeFieldName("problem");
        problem(refusal, call).writeTo(json);
      }
    }
    json.writeEndObject();
  }

  private static void writeReceipt(JsonGenerator json, Parcel parcel) throws IOException {
    var receipt = parcel.receipt();
    if (receipt != null) {
      json.writeStringField("receipt", receipt);
    }
  }

  private interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static byte[] written(Content content) {
    try (var bytes = new ByteArrayBuilder(); var json = JSON.createGenerator(bytes)) {
      content.writeTo(json);
      json.flush();
      return bytes.toByteArray();
    } catch (IOException neverInMemory) {
      throw new UncheckedIOException(neverInMemory);
    }
  }

  /// The refusal, with the name that the offending member has in the message.
  private static Problem problem(Refusal refusal, @Nullable Call call) {
    if (call == null) {
      return Problem.of(refusal);
    }
    var pointer = refusal.pointer();
    var member = pointer.startsWith(DATA) ? "/" + call.payload() + pointer.substring(DATA.length())
        : MEMBERS.getOrDefault(pointer, pointer);
    return Problem.of(new Refusal(refusal.reason(), member, refusal.detail()));
  }
}

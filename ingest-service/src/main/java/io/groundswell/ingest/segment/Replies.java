package io.groundswell.ingest.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.groundswell.contract.Refusal;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.ingest.door.Answer;
import io.groundswell.ingest.intake.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What SDKs understand: 200 is done with, 429 and 5xx are to be sent again, and everything else is given up. So a
/// batch is done with whatever becomes of its messages; those that were refused stand in the answer for whoever looks
/// at it.
final class Replies {

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] SUCCESS = "{\"success\":true}".getBytes(StandardCharsets.UTF_8);

  /// Where what is called thus in a CloudEvent stands in a message.
  private static final Map<String, String> MEMBERS = Map.of("/id", "/messageId", "/type", "/event", "/time",
      "/timestamp", "/userid", "/userId", "/anonymousid", "/anonymousId", "/senttime", "/sentAt", "/source", "/context",
      "/subject", "/integrations/Groundswell/subject", "/platform", "/integrations/Groundswell/platform");
  private static final String DATA = "/data";

  private Replies() {
  }

  static Answer toOne(Call call, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted admitted -> new Answer(200, SUCCESS);
      case Verdict.Rejected(var id, var source, var refusal) -> Answer.rejection(problem(refusal, call));
    };
  }

  /// @param calls of the messages, in their order
  static Answer toBatch(List<Calls.Translated> calls, List<Verdict> verdicts) {
    long rejected = verdicts.stream().filter(Verdict.Rejected.class::isInstance).count();
    try (var bytes = new ByteArrayBuilder(); var json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeBooleanField("success", true);
      json.writeNumberField("accepted", verdicts.size() - rejected);
      json.writeNumberField("rejected", rejected);
      json.writeArrayFieldStart("results");
      for (int index = 0; index < verdicts.size(); index++) {
        if (verdicts.get(index) instanceof Verdict.Rejected(var id, var source, var refusal)) {
          json.writeStartObject();
          json.writeNumberField("index", index);
          json.writeStringField("messageId", id);
          json.writeStringField("status", "rejected");
          json.writeFieldName("problem");
          problem(refusal, calls.get(index).call()).writeTo(json);
          json.writeEndObject();
        }
      }
      json.writeEndArray();
      json.writeEndObject();
      json.flush();
      return new Answer(200, bytes.toByteArray());
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

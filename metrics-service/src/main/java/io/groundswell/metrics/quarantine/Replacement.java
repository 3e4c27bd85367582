package io.groundswell.metrics.quarantine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Reason;
import io.groundswell.contract.Refusal;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What goes to the topic in place of a record that was set aside: the same, patched, or another event; always of the
/// same organisation, received when the first was, and marked with the record that it replaces.
record Replacement(Lane lane, byte[] key, byte[] value) {

  private static final Duration OLDEST_LIVE = Duration.ofDays(7);
  private static final Duration NEWEST_LIVE = Duration.ofMinutes(10);
  /// The topics take 1 MiB with all that is around it. What they refuse would stand in the way of all other replays.
  private static final int MOST_BYTES = 1_000_000;
  private static final List<String> OURS =
      List.of("organization", "receivedtime", "schemaversion", CloudEvent.REPLAY_OF);

  /// Numbers keep their digits; members that stand twice are refused, for nobody said which of them is meant.
  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  /// The record that is replaced.
  ///
  /// @param value as it came, null where there is none
  record Original(UUID id, int organization, String topic, byte @Nullable [] value, Instant appendedAt) {
  }

  /// What the caller asks for, as it stands in the body: at most one of the two.
  ///
  /// @param patch JSON merge patch (RFC 7396) of the event, null for none
  /// @param event to be taken instead, null for none
  /// @param reason for the books; may be empty
  record Wish(@Nullable ObjectNode patch, @Nullable ObjectNode event, String reason) {

    private static final int LONGEST_REASON = 500;

    /// @throws ProblemException 400 where the body is something else
    static Wish of(byte[] body) {
      JsonNode wish;
      try {
        wish = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
      } catch (IOException malformed) {
        throw refused(400, "not_json", "The body is not well-formed JSON", "the body must be one JSON object");
      }
      if (!(wish instanceof ObjectNode members)) {
        throw refused(400, "not_json", "The body is not well-formed JSON", "the body must be one JSON object");
      }
      members.fieldNames().forEachRemaining(name -> {
        if (!List.of("patch", "event", "reason").contains(name)) {
          throw new ProblemException(Problem.parameter("body", "may hold patch or event, and reason"));
        }
      });
      if (members.hasNonNull("patch") && members.hasNonNull("event")) {
        throw new ProblemException(Problem.parameter("patch", "and event exclude each other"));
      }
      return new Wish(object(members, "patch"), object(members, "event"), reason(members));
    }

    private static @Nullable ObjectNode object(ObjectNode members, String name) {
      if (!members.hasNonNull(name)) {
        return null;
      }
      if (!(members.get(name) instanceof ObjectNode object)) {
        throw new ProblemException(Problem.parameter(name, "must be a JSON object"));
      }
      if (holdsNul(object)) {
        throw new ProblemException(
            Problem.of(new Refusal(Reason.INVALID_TEXT, "/" + name, "U+0000 may stand nowhere in it")));
      }
      for (var ours : OURS) {
        if (object.has(ours)) {
          throw refused(400, "reserved_attribute", "An attribute that only Groundswell sets",
              ours + " is set by Groundswell");
        }
      }
      return object;
    }

    /// Not even in the name of a member that a patch takes away: the audit keeps the patch as `jsonb`.
    private static boolean holdsNul(JsonNode node) {
      if (node.isTextual()) {
        return node.textValue().indexOf(0) >= 0;
      }
      for (var member : node.properties()) {
        if (member.getKey().indexOf(0) >= 0) {
          return true;
        }
      }
      for (var inner : node) {
        if (holdsNul(inner)) {
          return true;
        }
      }
      return false;
    }

    private static String reason(ObjectNode members) {
      var reason = members.path("reason");
      if (!reason.isMissingNode() && (!reason.isTextual() || reason.textValue().length() > LONGEST_REASON
          || reason.textValue().indexOf(0) >= 0)) {
        throw new ProblemException(Problem.parameter("reason", "must be a text of at most " + LONGEST_REASON
            + " characters"));
      }
      return reason.asText("").strip();
    }

    /// What is kept of it in the audit.
    @Nullable
    String audited() {
      var what = JSON.createObjectNode();
      if (patch != null) {
        what.set("patch", patch);
      }
      if (event != null) {
        what.set("event", event);
      }
      return what.isEmpty() ? null : what.toString();
    }
  }

  /// @throws ProblemException 422 where what comes out is still nothing that can be stored
  static Replacement of(Original original, Wish wish, Instant now) {
    var accepted = decoded(bytes(original, wish));
    var event = accepted.event();
    if (Readings.of(event) instanceof Readings.Refused(var refusal)) {
      throw refused(refusal);
    }
    var extensions = new TreeMap<>(event.extensions());
    extensions.put(CloudEvent.REPLAY_OF, original.id.toString());
    var marked = new AcceptedEvent(original.organization, accepted.receivedAt(), new CloudEvent(event.id(),
        event.source(), event.type(), event.time(), event.subject(), event.platform(), extensions, event.data()));
    var value = EventCodec.encode(marked);
    if (value.length > MOST_BYTES) {
      throw unusable("the event is larger than a record of the topic may be: " + MOST_BYTES + " bytes");
    }
    return new Replacement(lane(original, event.time(), now), marked.recordKey(), value);
  }

  /// Its own lane, but history where its time has become history meanwhile.
  private static Lane lane(Original original, Instant time, Instant now) {
    return original.topic.equals(Lane.LIVE.topic()) && !time.isBefore(now.minus(OLDEST_LIVE))
        && !time.isAfter(now.plus(NEWEST_LIVE)) ? Lane.LIVE : Lane.BACKFILL;
  }

  private static AcceptedEvent decoded(byte[] value) {
    return switch (EventCodec.decodeAccepted(value)) {
      case Decoded.Event<AcceptedEvent>(var accepted) -> accepted;
      case Decoded.Refused<AcceptedEvent>(var id, var refusal) -> throw refused(refusal);
    };
  }

  private static byte[] bytes(Original original, Wish wish) {
    var value = original.value;
    if (wish.event == null && wish.patch == null) {
      if (value == null) {
        throw unusable("the record has no payload: give the event");
      }
      return value;
    }
    var event = wish.event != null ? wish.event.deepCopy() : payload(value);
    if (wish.patch != null) {
      merge(event, wish.patch);
    }
    event.put("organization", Integer.toString(original.organization));
    if (!event.path("receivedtime").isTextual()) {
      event.put("receivedtime", EventCodec.micros(original.appendedAt).toString());
    }
    if (event.path("subject").isMissingNode() && event.path("source").isTextual()) {
      event.put("subject", "source/" + event.path("source").textValue());
    }
    if (event.path("platform").isMissingNode()) {
      event.put("platform", "other");
    }
    try {
      return JSON.writeValueAsBytes(event);
    } catch (IOException neverInMemory) {
      throw new UncheckedIOException(neverInMemory);
    }
  }

  private static ObjectNode payload(byte @Nullable [] value) {
    try {
      if (value != null && JSON.readTree(value) instanceof ObjectNode event) {
        return event;
      }
    } catch (IOException notJson) {
      throw unusable("the payload is no JSON object, or has a member twice, and cannot be patched: give the event");
    }
    throw unusable("the payload is no JSON object and cannot be patched: give the event");
  }

  /// RFC 7396: members of the patch replace, objects are merged, null takes away.
  private static void merge(ObjectNode target, ObjectNode patch) {
    patch.properties().forEach(member -> {
      var name = member.getKey();
      if (member.getValue().isNull()) {
        target.remove(name);
      } else if (member.getValue() instanceof ObjectNode inner) {
        var into = target.get(name) instanceof ObjectNode present ? present : target.putObject(name);
        merge(into, inner);
      } else {
        target.set(name, member.getValue());
      }
    });
  }

  private static ProblemException refused(Refusal refusal) {
    var problem = Problem.of(refusal);
    return new ProblemException(new Problem(problem.type(), problem.title(), 422, problem.detail(), problem.pointer()));
  }

  private static ProblemException unusable(String rule) {
    return refused(422, "not_replayable", "The record cannot be replayed like this", rule);
  }

  private static ProblemException refused(int status, String slug, String title, String detail) {
    return new ProblemException(Problem.of(status, slug, title, detail));
  }
}

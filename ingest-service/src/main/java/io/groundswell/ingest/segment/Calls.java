package io.groundswell.ingest.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.EventLimits;
import io.groundswell.contract.Reason;
import io.groundswell.contract.Refusal;
import io.groundswell.contract.Terms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes bodies apart into the events that they become. A body that is no message, or no batch of them, is refused
/// whole; a message of a batch is refused for itself.
final class Calls {

  /// Names and values, braces and brackets of one message: as many as an event of the largest size could have, were it
  /// made of nothing else. A message is a tree for a moment, and each of them takes some fifty bytes of it.
  private static final long MOST_TOKENS = EventLimits.MOST_TOKENS / 8;
  /// What an event takes beside its data.
  private static final int ENVELOPE = 256;

  /// Numbers keep all their digits.
  private static final ObjectMapper JSON = JsonMapper.builder(factory())
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();
  private static final Translation TRANSLATION = new Translation(JSON);

  private Calls() {
  }

  /// A message's event, or why it has none.
  ///
  /// @param call null where the message names none
  record Translated(@Nullable Call call, Decoded<CloudEvent> event) {
  }

  static Decoded<List<Translated>> readOne(Call call, byte[] body, Terms terms) {
    return switch (read(body)) {
      case Decoded.Refused<JsonNode>(var id, var refusal) -> new Decoded.Refused<>(id, refusal);
      case Decoded.Event<JsonNode>(var said) -> new Decoded.Event<>(List.of(new Translated(call,
          TRANSLATION.translate(new Message(call, said, MissingNode.getInstance()), terms))));
    };
  }

  /// @param most messages that a batch may have
  /// @param largest bytes that the events of a batch may have together: each takes the batch's context along, so a
  ///     small body could become a large one
  static Decoded<List<Translated>> readBatch(byte[] body, int most, long largest, Terms terms) {
    return switch (Batch.read(body, most, JSON)) {
      case Decoded.Refused<Batch>(var id, var refusal) -> new Decoded.Refused<>(id, refusal);
      case Decoded.Event<Batch>(var batch) -> {
        var messages = batch.messages();
        yield messages == null ? refused(Reason.INVALID_DATA, "/batch", "batch must be an array of messages")
            : messages.size() > most ? refused(Reason.TOO_LARGE, "/batch", "a batch has at most " + most + " messages")
            : translated(body, messages, batch.said(), largest, terms);
      }
    };
  }

  private static Decoded<List<Translated>> translated(byte[] body, List<Batch.Place> messages, JsonNode shared,
      long largest, Terms terms) {
    var translated = new ArrayList<Translated>(messages.size());
    long together = 0;
    for (var place : messages) {
      var call = translated(body, place, shared, terms);
      together += length(call);
      if (together > largest) {
        return refused(Reason.TOO_LARGE, "/batch", "the messages of a batch have at most " + largest
            + " bytes together, each with the batch's context");
      }
      translated.add(call);
    }
    return new Decoded.Event<>(translated);
  }

  /// Bytes of the event that was made of a message.
  static long length(Translated translated) {
    return translated.event() instanceof Decoded.Event<CloudEvent>(var event) && event.data() != null
        ? event.data().length() + ENVELOPE : ENVELOPE;
  }

  private static Translated translated(byte[] body, Batch.Place place, JsonNode shared, Terms terms) {
    try {
      var said = Batch.tree(JSON, body, place);
      if (!said.isObject()) {
        return new Translated(null, refused(Reason.INVALID_DATA, "", "a message is a JSON object"));
      }
      var call = Call.find(said.path("type").asText());
      return call != null
          ? new Translated(call, TRANSLATION.translate(new Message(call, said, shared), terms))
          : new Translated(null, new Decoded.Refused<>(said.path("messageId").asText(),
              new Refusal(Reason.INVALID_ATTRIBUTE, "/type",
                  "type must be track, page, screen, identify, group or alias")));
    } catch (IOException beyond) {
      return new Translated(null, refused(beyond));
    }
  }

  private static Decoded<JsonNode> read(byte[] body) {
    try {
      var said = JSON.readTree(body);
      return said.isObject() ? new Decoded.Event<>(said)
          : refused(Reason.NOT_JSON, "", "the body must be one JSON object in UTF-8");
    } catch (IOException malformed) {
      return refused(malformed);
    }
  }

  private static JsonFactory factory() {
    var factory = EventCodec.jsonFactory();
    return factory.setStreamReadConstraints(factory.streamReadConstraints().rebuild().maxTokenCount(MOST_TOKENS)
        .build());
  }

  static <E> Decoded<E> refused(Reason reason, String pointer, String detail) {
    return new Decoded.Refused<>("", new Refusal(reason, pointer, detail));
  }

  static <E> Decoded<E> refused(IOException malformed) {
    return malformed instanceof StreamConstraintsException
        ? refused(Reason.TOO_LARGE, "", "nesting, names, strings or numbers beyond the published limits, or more than "
            + MOST_TOKENS + " names and values in one message")
        : refused(Reason.NOT_JSON, "", "not well-formed JSON");
  }
}

package io.groundswell.ingest.segment;

import com.fasterxml.jackson.core.JsonToken;
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

  /// Numbers keep all their digits.
  private static final ObjectMapper JSON = JsonMapper.builder(EventCodec.jsonFactory())
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();
  private static final Translation TRANSLATION = new Translation(JSON);
  private static final String WRITE_KEY = "writeKey";

  private Calls() {
  }

  /// A message's event, or why it has none.
  ///
  /// @param call null where the message names none
  record Translated(@Nullable Call call, Decoded<CloudEvent> event) {
  }

  /// The write key that the body says at its top, or null: some SDKs show it nowhere else.
  static @Nullable String writeKey(byte[] body) {
    try (var parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = WRITE_KEY.equals(parser.currentName());
        var token = parser.nextToken();
        if (found && token == JsonToken.VALUE_STRING) {
          return parser.getText();
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException malformed) {
      return null;
    }
  }

  static Decoded<List<Translated>> readOne(Call call, byte[] body, Terms terms) {
    return switch (read(body)) {
      case Decoded.Refused<JsonNode>(var id, var refusal) -> new Decoded.Refused<>(id, refusal);
      case Decoded.Event<JsonNode>(var said) -> new Decoded.Event<>(List.of(new Translated(call,
          TRANSLATION.translate(new Message(call, said, MissingNode.getInstance()), terms))));
    };
  }

  /// @param most messages that a batch may have
  static Decoded<List<Translated>> readBatch(byte[] body, int most, Terms terms) {
    return switch (read(body)) {
      case Decoded.Refused<JsonNode>(var id, var refusal) -> new Decoded.Refused<>(id, refusal);
      case Decoded.Event<JsonNode>(var shared) -> {
        var messages = shared.path("batch");
        yield !messages.isArray() ? refused(Reason.INVALID_DATA, "/batch", "batch must be an array of messages")
            : messages.size() > most ? refused(Reason.TOO_LARGE, "/batch", "a batch has at most " + most + " messages")
            : new Decoded.Event<>(translated(messages, shared, terms));
      }
    };
  }

  private static List<Translated> translated(JsonNode messages, JsonNode shared, Terms terms) {
    var translated = new ArrayList<Translated>(messages.size());
    for (var said : messages) {
      var call = Call.find(said.path("type").asText());
      if (!said.isObject()) {
        translated.add(new Translated(null, refused(Reason.INVALID_DATA, "", "a message is a JSON object")));
      } else if (call == null) {
        translated.add(new Translated(null, new Decoded.Refused<>(said.path("messageId").asText(),
            new Refusal(Reason.INVALID_ATTRIBUTE, "/type",
                "type must be track, page, screen, identify, group or alias"))));
      } else {
        translated.add(new Translated(call, TRANSLATION.translate(new Message(call, said, shared), terms)));
      }
    }
    return translated;
  }

  private static Decoded<JsonNode> read(byte[] body) {
    try {
      var said = JSON.readTree(body);
      return said.isObject() ? new Decoded.Event<>(said)
          : refused(Reason.NOT_JSON, "", "the body must be one JSON object in UTF-8");
    } catch (StreamConstraintsException beyond) {
      return refused(Reason.TOO_LARGE, "", "nesting, names, strings or numbers beyond the published limits");
    } catch (IOException malformed) {
      return refused(Reason.NOT_JSON, "", "not well-formed JSON");
    }
  }

  private static <E> Decoded<E> refused(Reason reason, String pointer, String detail) {
    return new Decoded.Refused<>("", new Refusal(reason, pointer, detail));
  }
}

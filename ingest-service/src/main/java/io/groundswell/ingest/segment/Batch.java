package io.groundswell.ingest.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of a batch, read over once: where its messages stand, and what it says of all of them. It is never a tree
/// as a whole, for a tree of small members takes some thirty times the body's room.
///
/// @param said what the batch says of all its messages, as far as they are asked about it
/// @param messages where each stands; null where there is no array of them
record Batch(ObjectNode said, @Nullable List<Place> messages) {

  private static final JsonFactory JSON = EventCodec.jsonFactory();
  private static final String WRITE_KEY = "writeKey";
  private static final String MESSAGES = "batch";
  private static final List<String> OF_ALL = List.of("context", "sentAt");

  /// Of one JSON value, in bytes of the body.
  record Place(int from, int length) {
  }

  /// @param json reads what stands in one place
  /// @param most messages that are looked for; one more is remembered, so that it is seen that there are too many
  static Decoded<Batch> read(byte[] body, int most, ObjectMapper json) {
    var said = json.createObjectNode();
    List<Place> messages = null;
    try (var parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT || parser.currentLocation().getByteOffset() < 0) {
        return Calls.refused(Reason.NOT_JSON, "", "the body must be one JSON object in UTF-8");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        var token = parser.nextToken();
        if (name.equals(MESSAGES)) {
          messages = token == JsonToken.START_ARRAY ? places(parser, most) : null;
        } else if (OF_ALL.contains(name)) {
          said.set(name, tree(json, body, place(parser)));
        } else {
          parser.skipChildren();
        }
      }
      return parser.nextToken() == null ? new Decoded.Event<>(new Batch(said, messages))
          : Calls.refused(Reason.NOT_JSON, "", "nothing may follow the body's object");
    } catch (IOException malformed) {
      return Calls.refused(malformed);
    }
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

  static JsonNode tree(ObjectMapper json, byte[] body, Place place) throws IOException {
    return json.readTree(body, place.from, place.length);
  }

  private static List<Place> places(JsonParser parser, int most) throws IOException {
    var places = new ArrayList<Place>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (places.size() <= most) {
        places.add(place(parser));
      } else {
        parser.skipChildren();
      }
    }
    return places;
  }

  /// Of the value that begins at the present token, which is passed over.
  private static Place place(JsonParser parser) throws IOException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    return new Place(from, (int) parser.currentLocation().getByteOffset() - from);
  }
}

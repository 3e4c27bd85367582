package io.groundswell.contract;

import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads an event whose attributes came apart from its data. It is put together as one object first, and then read as
/// any other, so that there is one reader that judges events.
public final class BinaryMode {

  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,10}");

  private BinaryMode() {
  }

  /// @param attributes in the order in which they came; a name that stands twice is refused as it is in JSON
  /// @param mediaType the type of the data, null where the sender named none, which then is JSON
  /// @param data a JSON object, or nothing at all
  public static Decoded<CloudEvent> decode(List<Map.Entry<String, String>> attributes, @Nullable String mediaType,
      byte[] data, Terms terms) {
    for (var attribute : attributes) {
      switch (attribute.getKey()) {
        case "data", "data_base64", "datacontenttype" -> {
          return EventCodec.refused(Reason.INVALID_ATTRIBUTE, "/" + attribute.getKey(),
              "in binary mode the body is the data and Content-Type its type");
        }
        default -> {
        }
      }
    }
    if (data.length > 0 && mediaType != null && !EnvelopeReader.isJson(mediaType)) {
      return EventCodec.refused(Reason.UNSUPPORTED_DATA, "/data",
          "data must be a JSON object, and Content-Type application/json or one that ends in +json");
    }
    try {
      if (data.length > 0) {
        var offence = offence(data);
        if (offence != null) {
          return offence;
        }
      }
      return EventCodec.decode(joined(attributes, data), terms);
    } catch (IOException malformed) {
      return EventCodec.refused(malformed, "/data");
    }
  }

  /// Why the bytes are not one JSON object and nothing else, or null: they must not end the object they are put into.
  private static @Nullable Decoded<CloudEvent> offence(byte[] data) throws IOException {
    try (var parser = EventCodec.parser(data)) {
      if (parser == null || parser.nextToken() != JsonToken.START_OBJECT) {
        return EventCodec.refused(Reason.UNSUPPORTED_DATA, "/data", "data must be a JSON object in UTF-8");
      }
      parser.skipChildren();
      return parser.nextToken() == null ? null
          : EventCodec.refused(Reason.NOT_JSON, "/data", "nothing may follow the object of the data");
    }
  }

  private static byte[] joined(List<Map.Entry<String, String>> attributes, byte[] data) throws IOException {
    var joined = new ByteArrayOutputStream(data.length + 64 * attributes.size() + 16);
    try (var json = EventCodec.JSON.createGenerator(joined)) {
      json.writeStartObject();
      for (var attribute : attributes) {
        json.writeFieldName(attribute.getKey());
        // A header says nothing of types; this attribute is a number by its definition.
        if (attribute.getKey().equals("sampledrate") && INTEGER.matcher(attribute.getValue()).matches()) {
          json.writeNumber(attribute.getValue());
        } else {
          json.writeString(attribute.getValue());
        }
      }
      if (data.length > 0) {
        json.writeFieldName("data");
        json.writeRawValue("");
        json.flush();
        joined.write(data);
      }
      json.writeEndObject();
    }
    return joined.toByteArray();
  }
}

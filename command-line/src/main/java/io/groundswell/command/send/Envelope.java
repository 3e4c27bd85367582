package io.groundswell.command.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// Writes events as `application/cloudevents-batch+json`.
///
/// @param source the CloudEvents `source` of all of them
public record Envelope(String source) {

  private static final JsonFactory JSON = new JsonFactory();

  public byte[] write(List<Observation> events) {
    var bytes = new ByteArrayOutputStream(256 * events.size() + 2);
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartArray();
      for (var event : events) {
        write(json, event);
      }
      json.writeEndArray();
    } catch (IOException impossibleInMemory) {
      throw new UncheckedIOException(impossibleInMemory);
    }
    return bytes.toByteArray();
  }

  private void write(JsonGenerator json, Observation event) throws IOException {
    json.writeStartObject();
    json.writeStringField("specversion", "1.0");
    json.writeStringField("id", event.id());
    json.writeStringField("source", source);
    json.writeStringField("type", event.type());
    json.writeStringField("time", event.time().toString());
    json.writeStringField("subject", event.subject().toString());
    json.writeStringField("platform", event.platform());
    if (event.userId() != null) {
      json.writeStringField("userid", event.userId());
    }
    if (event.niche() != null) {
      json.writeStringField("niche", event.niche());
    }
    json.writeFieldName("data");
    json.writeRawValue(event.data());
    json.writeEndObject();
  }
}

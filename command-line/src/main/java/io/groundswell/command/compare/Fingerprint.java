package io.groundswell.command.compare;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.contract.Rfc3339;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/// An event by what makes it the same, and a checksum of all that it says. The order of members and the way in which a
/// number is written (`1e2`, `100.0`) do not matter.
///
/// @param key of organisation, source and id
/// @param checksum the first 16 bytes of SHA-256 over type, subject, platform, person, niche, further attributes and
/// data
record Fingerprint(UUID key, Instant time, UUID checksum) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /// Members of an event that are no further attributes, and what is about its sending.
  private static final List<String> NO_ATTRIBUTES = List.of("specversion", "id", "source", "type", "time", "subject",
      "platform", "userid", "niche", "data", "datacontenttype", "senttime", "traceparent");

  /// @param event as it is sent: its further attributes stand beside the others
  static Fingerprint ofSent(UUID key, ObjectNode event, boolean withPlatform) {
    var parsed = (ObjectNode) parsed(event.toString());
    return of(key, parsed, parsed.deepCopy().without(NO_ATTRIBUTES), withPlatform);
  }

  /// @param event as it is told by metrics-service: its further attributes stand together
  static Fingerprint ofStored(JsonNode event, boolean withPlatform) {
    var parsed = parsed(event.toString());
    var attributes = parsed.path("attributes") instanceof ObjectNode some ? some.without(NO_ATTRIBUTES)
        : JsonNodeFactory.instance.objectNode();
    return of(UUID.fromString(event.path("key").asText()), parsed, attributes, withPlatform);
  }

  private static Fingerprint of(UUID key, JsonNode event, JsonNode attributes, boolean withPlatform) {
    var text = new StringBuilder();
    for (var name : new String[]{"type", "subject", "userid", "niche"}) {
      text.append(name).append('=').append(event.path(name).asText("")).append('\n');
    }
    if (withPlatform) {
      text.append(event.path("platform").asText("")).append('\n');
    }
    write(text, attributes);
    if (event.hasNonNull("data")) {
      write(text, event.get("data"));
    }
    var time = Objects.requireNonNull(Rfc3339.find(event.path("time").asText()), "the time of an event");
    return new Fingerprint(key, time, hash(text.toString()));
  }

  static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException never) {
      throw new IllegalStateException(never);
    }
  }

  private static void write(StringBuilder text, JsonNode node) {
    if (node.isObject()) {
      var members = new TreeMap<String, JsonNode>();
      node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
      text.append('{');
      members.forEach((name, value) -> {
        text.append('"').append(name).append("\":");
        write(text, value);
        text.append(',');
      });
      text.append('}');
    } else if (node.isArray()) {
      text.append('[');
      node.forEach(element -> {
        write(text, element);
        text.append(',');
      });
      text.append(']');
    } else if (node.isNumber()) {
      var number = new BigDecimal(node.asText());
      text.append(number.signum() == 0 ? "0" : number.stripTrailingZeros().toString());
    } else {
      text.append(node.toString());
    }
  }

  private static UUID hash(String text) {
    try {
      var bytes = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
      return new UUID(bytes.getLong(), bytes.getLong());
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

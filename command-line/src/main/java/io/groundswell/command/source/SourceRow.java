package io.groundswell.command.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// A row.
///
/// @param key what the row is known by in its part, for ever
/// @param position behind which the next row is looked for: the key again, or the byte behind the row
/// @param values by column
/// @param fault why the row cannot be read, or null
public record SourceRow(String key, String position, ObjectNode values, @Nullable String fault) {

  private static final int NUMBER = 8;

  static SourceRow broken(String key, String position, String fault) {
    return new SourceRow(key, position, JsonNodeFactory.instance.objectNode(), fault);
  }

  /// About how many bytes of text it holds.
  long weight() {
    return weight(values);
  }

  private static long weight(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue().length();
    }
    long weight = NUMBER;
    for (var member : value.properties()) {
      weight += member.getKey().length() + weight(member.getValue());
    }
    for (var element : value.isArray() ? value : JsonNodeFactory.instance.arrayNode()) {
      weight += weight(element);
    }
    return weight;
  }
}

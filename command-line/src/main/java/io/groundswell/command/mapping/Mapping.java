package io.groundswell.command.mapping;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.source.Hints;
import io.groundswell.command.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What becomes of the rows of a source: a JSON file that people write and change.
///
/// @param parts by the name of the table or file; `*` stands for any other
/// @param hints of how the source is read
/// @param members a query for who belongs to which organisation, or null
/// @param tree as it was written
public record Mapping(Map<String, Part> parts, Hints hints, @Nullable String members, JsonNode tree) {

  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).enable(JsonParser.Feature.ALLOW_COMMENTS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final Set<String> MEMBERS = Set.of("about", "delimiter", "only", "members", "parts");
  private static final Set<String> OF_A_PART = Set.of("key", "query", "grows", "optional", "events");

  /// A table or a file.
  ///
  /// @param key the column that orders it and is unique; null for the table's own
  /// @param grows whether rows are only ever added, behind the last key: then a sync reads on from there
  /// @param optional whether the source may be without it
  /// @param only values that columns of a row must have, or it becomes nothing; an empty one: none
  /// @param events what each of its rows becomes
  public record Part(@Nullable String key, boolean grows, boolean optional, Map<String, String> only,
      List<EventShape> events) {
  }

  /// @throws CommandFailed where it cannot be read, with the place and the rule
  public static Mapping read(Path file) {
    try {
      return of(Files.readString(file), file.toString());
    } catch (IOException missing) {
      throw CommandFailed.badData("the mapping " + file + " cannot be read: " + missing.getMessage());
    }
  }

  /// @param where it came from, for people
  public static Mapping of(String text, String where) {
    try {
      var tree = JSON.readTree(text);
      requireMembers(tree, MEMBERS, "the mapping");
      if (!tree.path("parts").isObject() || tree.path("parts").isEmpty()) {
        throw new IllegalArgumentException("\"parts\" is an object with a member for each table or file");
      }
      var delimiter = tree.path("delimiter").asText("");
      if (delimiter.length() > 1) {
        throw new IllegalArgumentException("\"delimiter\" is one character");
      }
      var only = only(tree.path("only"));
      var parts = new LinkedHashMap<String, Part>();
      var queries = new LinkedHashMap<String, String>();
      for (var part : tree.path("parts").properties()) {
        parts.put(part.getKey(), part(part.getKey(), part.getValue(), only));
        if (part.getValue().has("query")) {
          queries.put(part.getKey(), query(part.getValue().get("query"), "part " + part.getKey()));
        }
      }
      return new Mapping(parts, new Hints(delimiter.isEmpty() ? null : delimiter.charAt(0), queries),
          tree.has("members") ? query(tree.get("members"), "the members") : null, tree);
    } catch (JsonProcessingException malformed) {
      throw CommandFailed
          .badData("the mapping " + where + " is not well-formed JSON: " + malformed.getOriginalMessage());
    } catch (IllegalArgumentException wrong) {
      throw CommandFailed.badData("the mapping " + where + ": " + wrong.getMessage());
    }
  }

  private static Map<String, String> only(JsonNode node) {
    var only = new LinkedHashMap<String, String>();
    node.properties().forEach(column -> only.put(column.getKey(), column.getValue().asText("")));
    return only;
  }

  private static String query(JsonNode node, String where) {
    if (!node.isTextual() || !node.textValue().strip().toLowerCase(Locale.ROOT).startsWith("select")
        || node.textValue().indexOf(';') >= 0) {
      throw new IllegalArgumentException(where + ": \"query\" is one SELECT, without a semicolon");
    }
    return node.textValue();
  }

  private static Part part(String name, JsonNode node, Map<String, String> only) {
    requireMembers(node, OF_A_PART, "part " + name);
    var events = new ArrayList<EventShape>();
    for (var event : node.path("events")) {
      try {
        events.add(EventShape.of(event));
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            "part " + name + ", event " + (events.size() + 1) + ": " + wrong.getMessage(),
            wrong);
      }
    }
    if (events.isEmpty()) {
      throw new IllegalArgumentException("part " + name + ": \"events\" is a list of what each row becomes");
    }
    return new Part(node.hasNonNull("key") ? node.get("key").asText() : null, node.path("grows").asBoolean(false),
        node.path("optional").asBoolean(false), only, List.copyOf(events));
  }

  static void requireMembers(JsonNode node, Set<String> members, String what) {
    if (!(node instanceof ObjectNode object)) {
      throw new IllegalArgumentException(what + " is a JSON object");
    }
    object.fieldNames().forEachRemaining(name -> {
      if (!members.contains(name)) {
        throw new IllegalArgumentException(what + " has no member \"" + name + "\", only "
            + String.join(", ", members.stream().sorted().toList()));
      }
    });
  }

  /// Those parts of the source that it speaks of, in the order of the mapping.
  ///
  /// @throws CommandFailed where a table is missing, or a column that it names
  public Map<String, Part> against(Source source) {
    var there = source.parts();
    var found = new LinkedHashMap<String, Part>();
    parts.forEach((name, part) -> {
      if (name.equals("*")) {
        there.stream().filter(each -> !parts.containsKey(each)).forEach(each -> found.put(each, part));
      } else if (there.contains(name)) {
        found.put(name, part);
      } else if (!part.optional) {
        throw CommandFailed.badData("the source has no '" + name + "', which the mapping names; it has "
            + String.join(", ", there));
      }
    });
    found.forEach((name, part) -> requireColumns(name, part, source.columns(name)));
    if (found.isEmpty()) {
      throw CommandFailed.badData("the source has nothing that the mapping names; it has " + String.join(", ", there));
    }
    return found;
  }

  /// The same for rows of which a column has this value.
  public Mapping only(Map<String, String> values) {
    if (values.isEmpty()) {
      return this;
    }
    ObjectNode narrowed = tree.deepCopy();
    var only = narrowed.withObject("/only");
    values.forEach(only::put);
    return of(narrowed.toString(), "with --only");
  }

  /// Whether every event says where it happened.
  public boolean namesPlatforms() {
    return parts.values().stream().flatMap(part -> part.events.stream()).allMatch(EventShape::namesPlatform);
  }

  private static void requireColumns(String name, Part part, @Nullable Set<String> columns) {
    if (columns == null) {
      return;
    }
    var wanted = new LinkedHashSet<>(part.only.keySet());
    part.events.forEach(event -> wanted.addAll(event.columns()));
    for (var column : wanted) {
      if (!columns.contains(column)) {
        throw CommandFailed.badData("the mapping names the column '" + column + "' of '" + name + "', which has "
            + String.join(", ", columns));
      }
    }
  }
}

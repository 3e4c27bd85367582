package io.groundswell.command.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.groundswell.command.source.SourceRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An event that a row becomes.
public final class EventShape {

  private static final Set<String> REQUIRED = Set.of("type", "time", "subject");
  private static final Set<String> TEXTS =
      Set.of("id", "type", "time", "subject", "platform", "userid", "niche", "when");
  private static final String SAMPLED_RATE = "sampledrate";
  private static final Set<String> MEMBERS = Stream
      .concat(TEXTS.stream(), Stream.of(SAMPLED_RATE, "attributes", "data")).collect(Collectors.toUnmodifiableSet());
  /// What is no further attribute.
  private static final Set<String> KNOWN = Set.of("specversion", "id", "source", "type", "time", "subject", "platform",
      "userid", "niche", SAMPLED_RATE, "data");
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]{1,20}");
  private static final String USUAL_ID = "{@part}/{@key}";

  private final Map<String, Template> attributes;
  private final @Nullable Template when;
  private final @Nullable Shape sampledRate;
  private final @Nullable Shape further;
  private final @Nullable Shape data;
  private final Set<String> columns = new LinkedHashSet<>();
  private final Set<String> paths = new LinkedHashSet<>();

  /// A JSON value with templates for texts, and for the names of members.
  private sealed interface Shape {

    record Text(Template template) implements Shape {
    }

    record Members(Map<Template, Shape> members) implements Shape {
    }

    record Elements(List<Shape> elements) implements Shape {
    }

    record Constant(JsonNode value) implements Shape {
    }
  }

  private EventShape(JsonNode node, Map<String, Template> attributes) {
    Consumer<Template> named = template -> {
      columns.addAll(template.columns());
      paths.addAll(template.paths());
    };
    attributes.values().forEach(named);
    this.when = attributes.remove("when");
    this.attributes = attributes;
    this.sampledRate = node.has(SAMPLED_RATE) ? shape(node.get(SAMPLED_RATE), named) : null;
    this.further = node.has("attributes") ? shape(node.get("attributes"), named) : null;
    this.data = node.has("data") ? shape(node.get("data"), named) : null;
  }

  /// @throws IllegalArgumentException with the member and the rule
  static EventShape of(JsonNode node) {
    Mapping.requireMembers(node, MEMBERS, "an event");
    var attributes = new LinkedHashMap<String, Template>();
    attributes.put("id", Template.of(node.path("id").asText(USUAL_ID)));
    for (var name : TEXTS) {
      var value = node.path(name);
      if (value.isMissingNode() && REQUIRED.contains(name)) {
        throw new IllegalArgumentException("\"" + name + "\" is required");
      }
      if (!value.isMissingNode()) {
        if (!value.isTextual()) {
          throw new IllegalArgumentException("\"" + name + "\" is a text, with columns in braces");
        }
        attributes.put(name, Template.of(value.textValue()));
      }
    }
    requireAttributes(node.path("attributes"));
    return new EventShape(node, attributes);
  }

  private static void requireAttributes(JsonNode attributes) {
    if (!attributes.isMissingNode() && !attributes.isObject() && !attributes.isTextual()) {
      throw new IllegalArgumentException("\"attributes\" is an object, or a text whose braces hold one");
    }
    attributes.fieldNames().forEachRemaining(name -> {
      if (!ATTRIBUTE.matcher(name).matches() || KNOWN.contains(name)) {
        throw new IllegalArgumentException("\"attributes\" has no member \"" + name
            + "\": their names are 1 to 20 lower-case letters and digits, and none of "
            + String.join(", ", KNOWN.stream().sorted().toList()));
      }
    });
  }

  private static Shape shape(JsonNode node, Consumer<Template> named) {
    if (node.isTextual()) {
      var template = Template.of(node.textValue());
      named.accept(template);
      return new Shape.Text(template);
    }
    if (node.isObject()) {
      var members = new LinkedHashMap<Template, Shape>();
      node.properties().forEach(member -> {
        var name = Template.of(member.getKey());
        named.accept(name);
        members.put(name, shape(member.getValue(), named));
      });
      return new Shape.Members(members);
    }
    if (node.isArray()) {
      var elements = new ArrayList<Shape>();
      node.forEach(element -> elements.add(shape(element, named)));
      return new Shape.Elements(elements);
    }
    return new Shape.Constant(node);
  }

  Set<String> columns() {
    return columns;
  }

  /// Columns, and what is named within them.
  Set<String> paths() {
    return paths;
  }

  /// Whether every one of its events says where it happened; a column may be empty, and then the key's default counts.
  boolean namesPlatform() {
    var platform = attributes.get("platform");
    return platform != null && platform.columns().isEmpty();
  }

  /// What is known beside a row.
  ///
  /// @param source of all events of the import
  /// @param imported when it was begun
  public record Occasion(String part, String source, Instant imported) {
  }

  /// The event, or null where the row has none of this kind.
  ///
  /// @throws Template.Misfit where the row does not fit
  @Nullable
  ObjectNode of(SourceRow row, Occasion occasion) {
    var values = values(row, occasion);
    if (when != null && !isTrue(when.value(values))) {
      return null;
    }
    var event = JsonNodeFactory.instance.objectNode().put("specversion", "1.0").put("source", occasion.source());
    attributes.forEach((name, template) -> {
      var text = template.text(values);
      if (name.equals("time")) {
        var time = text == null ? null : Times.find(text);
        if (time == null) {
          throw new Template.Misfit(text == null ? "the row has no time" : "the row's time is none");
        }
        event.put(name, time.toString());
      } else if (text != null && !text.isEmpty()) {
        event.put(name, text);
      }
    });
    set(event, SAMPLED_RATE, sampledRate, values);
    addFurther(event, values);
    set(event, "data", data, values);
    return event;
  }

  /// What the edge would refuse it refuses here, too.
  private static void set(ObjectNode event, String name, @Nullable Shape shape, Template.Values values) {
    var value = shape == null ? null : made(shape, values);
    if (value != null) {
      event.set(name, value);
    }
  }

  private void addFurther(ObjectNode event, Template.Values values) {
    var value = further == null ? null : made(further, values);
    if (value != null && !value.isObject()) {
      throw new Template.Misfit("the attributes are no object");
    }
    if (value != null) {
      value.properties().forEach(attribute -> {
        if (KNOWN.contains(attribute.getKey())) {
          throw new Template.Misfit(attribute.getKey() + " is none of the further attributes");
        }
        event.set(attribute.getKey(), attribute.getValue());
      });
    }
  }

  private static Template.Values values(SourceRow row, Occasion occasion) {
    return name -> switch (name) {
      case "@event" -> Line.read(row.values());
      case "@key" -> TextNode.valueOf(row.key());
      case "@part" -> TextNode.valueOf(occasion.part());
      case "@row" -> row.values();
      case "@imported" -> TextNode.valueOf(occasion.imported().toString());
      default -> {
        var value = row.values().get(name);
        yield value == null || value.isNull() ? null : value;
      }
    };
  }

  private static boolean isTrue(@Nullable JsonNode value) {
    return value != null && switch (value.asText().strip().toLowerCase(Locale.ROOT)) {
      case "", "0", "false", "f" -> false;
      default -> true;
    };
  }

  /// A member without a value is left out, and so is an object of which nothing is left.
  private static @Nullable JsonNode made(Shape shape, Template.Values values) {
    return switch (shape) {
      case Shape.Constant(var value) -> value;
      case Shape.Text(var template) -> template.value(values);
      case Shape.Members(var members) -> {
        var object = JsonNodeFactory.instance.objectNode();
        members.forEach((named, member) -> {
          var name = named.text(values);
          var value = made(member, values);
          if (name != null && value != null) {
            object.set(name, value);
          }
        });
        yield object.isEmpty() && !members.isEmpty() ? null : object;
      }
      case Shape.Elements(var elements) -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        elements.forEach(element -> {
          var value = made(element, values);
          if (value != null) {
            array.add(value);
          }
        });
        yield array.isEmpty() && !elements.isEmpty() ? null : array;
      }
    };
  }
}

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
import org.jspecify.annotations.Nullable;

/// An event that a row becomes.
public final class EventShape {

  private static final Set<String> REQUIRED = Set.of("type", "time", "subject");
  private static final Set<String> MEMBERS =
      Set.of("id", "type", "time", "subject", "platform", "userid", "niche", "when", "data");
  private static final String USUAL_ID = "{@part}/{@key}";

  private final Map<String, Template> attributes;
  private final @Nullable Template when;
  private final @Nullable Shape data;
  private final Set<String> columns;

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

  private EventShape(Map<String, Template> attributes, @Nullable Template when, @Nullable Shape data,
      Set<String> columns) {
    this.columns = columns;
    this.attributes = attributes;
    this.when = when;
    this.data = data;
  }

  /// @throws IllegalArgumentException with the member and the rule
  static EventShape of(JsonNode node) {
    Mapping.requireMembers(node, MEMBERS, "an event");
    var attributes = new LinkedHashMap<String, Template>();
    attributes.put("id", Template.of(node.path("id").asText(USUAL_ID)));
    for (var name : MEMBERS) {
      var value = node.path(name);
      if (value.isMissingNode() && REQUIRED.contains(name)) {
        throw new IllegalArgumentException("\"" + name + "\" is required");
      }
      if (!value.isMissingNode() && !name.equals("data")) {
        if (!value.isTextual()) {
          throw new IllegalArgumentException("\"" + name + "\" is a text, with columns in braces");
        }
        attributes.put(name, Template.of(value.textValue()));
      }
    }
    var columns = new LinkedHashSet<String>();
    attributes.values().forEach(template -> columns.addAll(template.columns()));
    var when = attributes.remove("when");
    return new EventShape(attributes, when, node.has("data") ? shape(node.get("data"), columns) : null, columns);
  }

  private static Shape shape(JsonNode node, Set<String> columns) {
    if (node.isTextual()) {
      var template = Template.of(node.textValue());
      columns.addAll(template.columns());
      return new Shape.Text(template);
    }
    if (node.isObject()) {
      var members = new LinkedHashMap<Template, Shape>();
      node.properties().forEach(member -> {
        var name = Template.of(member.getKey());
        columns.addAll(name.columns());
        members.put(name, shape(member.getValue(), columns));
      });
      return new Shape.Members(members);
    }
    if (node.isArray()) {
      var elements = new ArrayList<Shape>();
      node.forEach(element -> elements.add(shape(element, columns)));
      return new Shape.Elements(elements);
    }
    return new Shape.Constant(node);
  }

  Set<String> columns() {
    return columns;
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
    if (data != null && made(data, values) instanceof ObjectNode object) {
      event.set("data", object);
    }
    return event;
  }

  private static Template.Values values(SourceRow row, Occasion occasion) {
    return name -> switch (name) {
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

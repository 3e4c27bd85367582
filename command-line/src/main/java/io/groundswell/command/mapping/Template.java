package io.groundswell.command.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A text with columns in braces: `post/{id}`. A text that is one pair of braces and nothing else has the type of its
/// value; every other one is text, and nothing where one of its values is.
///
/// Within braces: `{profile.user.id}` goes into JSON, also into JSON that was written as text; `{updated ?? created}`
/// takes the first that is there; `{likes|number}` makes it what comes behind the bar: `number`, `whole`, `boolean`,
/// `time`, `text`, `json` or `lower`. `{@key}` is the row's key, `{@part}` its table or file, `{@row}` all of its
/// columns, `{@imported}` when the import was begun, `{@event.type}` that of a row which is an event ([Line]), and
/// `{platform ?? 'other'}` falls back on a text.
final class Template {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BRACES = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern OPERAND =
      Pattern.compile(
          "(@key|@part|@row|@imported|@event\\.[a-z]+|'[^'{}|?]*'|[^\\s|?{}@][^|?{}]*?)\\s*(?:\\|\\s*([a-z]+))?");
  private static final Set<String> FILTERS = Set.of("number", "whole", "boolean", "time", "text", "json", "lower");

  private final List<Object> pieces;

  private Template(List<Object> pieces) {
    this.pieces = pieces;
  }

  /// What a row, and what is known beside it, give for names.
  interface Values {

    /// Null where there is nothing.
    @Nullable
    JsonNode find(String name);
  }

  /// A row does not fit its mapping.
  static final class Misfit extends RuntimeException {

    private static final long serialVersionUID = 1;

    Misfit(String message) {
      super(message, null, false, false);
    }
  }

  /// @param path a column, and members within
  /// @param filter empty for none
  private record Operand(List<String> path, String filter) {
  }

  private record Choice(List<Operand> operands) {
  }

  /// @throws IllegalArgumentException with what is wrong
  static Template of(String text) {
    var pieces = new ArrayList<Object>();
    int at = 0;
    var braces = BRACES.matcher(text);
    while (braces.find()) {
      if (braces.start() > at) {
        pieces.add(literal(text.substring(at, braces.start())));
      }
      var operands = new ArrayList<Operand>();
      for (var each : braces.group(1).split("\\?\\?", -1)) {
        operands.add(operand(each.strip(), text));
      }
      pieces.add(new Choice(operands));
      at = braces.end();
    }
    if (at < text.length() || text.isEmpty()) {
      pieces.add(literal(text.substring(at)));
    }
    return new Template(pieces);
  }

  private static String literal(String text) {
    if (text.contains("{") || text.contains("}")) {
      throw new IllegalArgumentException("a brace without its other half: " + text);
    }
    return text;
  }

  private static Operand operand(String text, String whole) {
    var operand = OPERAND.matcher(text);
    if (!operand.matches()) {
      throw new IllegalArgumentException("braces hold a column, as in {id}, and this does not: " + whole);
    }
    var filter = operand.group(2) == null ? "" : operand.group(2);
    if (!filter.isEmpty() && !FILTERS.contains(filter)) {
      throw new IllegalArgumentException("there is no '" + filter + "' to make of a column in " + whole + "; there are "
          + String.join(", ", FILTERS.stream().sorted().toList()));
    }
    var path = operand.group(1).strip();
    return new Operand(path.startsWith("'") ? List.of(path) : List.of(path.split("\\.", -1)), filter);
  }

  /// The columns that it names.
  Set<String> columns() {
    var columns = new LinkedHashSet<String>();
    for (var piece : pieces) {
      if (piece instanceof Choice choice) {
        choice.operands.forEach(operand -> columns.add(operand.path.getFirst()));
      }
    }
    columns.removeIf(name -> name.startsWith("@") || name.startsWith("'"));
    return columns;
  }

  /// The columns that it names, and what it names within them: `post.text`, and what is known beside, `@row`.
  Set<String> paths() {
    var paths = new LinkedHashSet<String>();
    for (var piece : pieces) {
      if (piece instanceof Choice choice) {
        choice.operands.forEach(operand -> paths.add(String.join(".", operand.path)));
      }
    }
    return paths;
  }

  /// What it comes to; null for nothing.
  ///
  /// @throws Misfit where a value is not what it should be
  @Nullable
  JsonNode value(Values values) {
    if (pieces.size() == 1) {
      return pieces.getFirst() instanceof Choice choice ? chosen(choice, values)
          : TextNode.valueOf((String) pieces.getFirst());
    }
    var text = new StringBuilder();
    for (var piece : pieces) {
      if (piece instanceof Choice choice) {
        var value = chosen(choice, values);
        if (value == null) {
          return null;
        }
        text.append(written(value));
      } else {
        text.append(piece);
      }
    }
    return TextNode.valueOf(text.toString());
  }

  /// As text, null for nothing.
  @Nullable
  String text(Values values) {
    var value = value(values);
    return value == null ? null : written(value);
  }

  private static String written(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private static @Nullable JsonNode chosen(Choice choice, Values values) {
    for (var operand : choice.operands) {
      var value = reached(operand.path, values);
      if (value != null) {
        return operand.filter.isEmpty() ? value : made(operand, value);
      }
    }
    return null;
  }

  private static @Nullable JsonNode reached(List<String> path, Values values) {
    var first = path.getFirst();
    var value = first.startsWith("'") ? TextNode.valueOf(first.substring(1, first.length() - 1)) : values.find(first);
    for (var member : path.subList(1, path.size())) {
      if (value != null && value.isTextual()) {
        value = parsed(first, value.textValue());
      }
      if (value == null) {
        return null;
      }
      value = value.isArray() && member.matches("[0-9]{1,6}") ? value.get(Integer.parseInt(member)) : value.get(member);
    }
    return value == null || value.isNull() ? null : value;
  }

  private static JsonNode made(Operand operand, JsonNode value) {
    var column = String.join(".", operand.path);
    var text = written(value).strip();
    return switch (operand.filter) {
      case "text" -> TextNode.valueOf(written(value));
      case "lower" -> TextNode.valueOf(text.toLowerCase(Locale.ROOT));
      case "json" -> value.isTextual() ? parsed(column, text) : value;
      case "time" -> {
        var time = Times.find(text);
        if (time == null) {
          throw new Misfit(column + " is no time");
        }
        yield TextNode.valueOf(time.toString());
      }
      case "boolean" -> switch (text.toLowerCase(Locale.ROOT)) {
        case "1", "true", "t", "yes" -> BooleanNode.TRUE;
        case "0", "false", "f", "no" -> BooleanNode.FALSE;
        default -> throw new Misfit(column + " is neither true nor false");
      };
      default -> number(column, text, operand.filter.equals("whole"));
    };
  }

  private static JsonNode number(String column, String text, boolean isWhole) {
    try {
      var number = new BigDecimal(text).stripTrailingZeros();
      if (Math.abs((long) number.scale()) > 400 || isWhole && number.scale() > 0) {
        throw new Misfit(column + " is no whole number");
      }
      return DecimalNode.valueOf(number.scale() < 0 ? number.setScale(0) : number);
    } catch (NumberFormatException none) {
      throw new Misfit(column + " is no number");
    }
  }

  private static JsonNode parsed(String column, String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new Misfit(column + " is not well-formed JSON");
    }
  }
}

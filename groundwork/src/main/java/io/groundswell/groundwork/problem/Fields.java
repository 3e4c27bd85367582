package io.groundswell.groundwork.problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.contract.Rfc3339;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the members of a request's body, a JSON object: each by its rule, and none that nobody asks for, so that a
/// misspelt one is told instead of being ignored.
public final class Fields {

  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final ObjectNode object;
  /// Of an object within the body: where it stands, `/series/0`; else empty.
  private final String place;

  private Fields(ObjectNode object, String place) {
    this.object = object;
    this.place = place;
  }

  /// @param body may be empty, which is an object without members
  /// @throws ProblemException 400 where it is not JSON, is no object, or has another member
  public static Fields of(byte[] body, Set<String> members) {
    var object = object(body);
    requireKnown(object, members, "the body");
    return new Fields(object, "");
  }

  private static void requireKnown(ObjectNode object, Set<String> members, String what) {
    object.fieldNames().forEachRemaining(name -> {
      if (!members.contains(name)) {
        throw new ProblemException(Problem.parameter(what, "may have these members and no others: "
            + String.join(", ", members.stream().sorted().toList())));
      }
    });
  }

  /// The objects of a list.
  ///
  /// @param members that each may have
  /// @return empty where the member is absent, null or empty
  public List<Fields> findObjects(String name, int most, Set<String> members) {
    var value = find(name);
    return value == null || value.isArray() && value.isEmpty() ? List.of() : objects(name, most, members);
  }

  /// The objects of a list that must have at least one.
  ///
  /// @param members that each may have
  public List<Fields> objects(String name, int most, Set<String> members) {
    var value = find(name);
    if (value == null || !value.isArray() || value.isEmpty() || value.size() > most) {
      throw broken(name, "must be a list of 1 to " + most + " objects");
    }
    var objects = new ArrayList<Fields>(value.size());
    for (int i = 0; i < value.size(); i++) {
      if (!(value.get(i) instanceof ObjectNode each)) {
        throw broken(name, "must be a list of 1 to " + most + " objects");
      }
      requireKnown(each, members, "an object of " + name);
      objects.add(new Fields(each, place + "/" + name + "/" + i));
    }
    return objects;
  }

  /// What a reader makes of the object. A problem that it finds and that points nowhere points at the object.
  public <T> T read(Function<Fields, T> reader) {
    try {
      return reader.apply(this);
    } catch (ProblemException found) {
      var problem = found.problem();
      if (problem.pointer() != null) {
        throw found;
      }
      throw new ProblemException(
          new Problem(problem.type(), problem.title(), problem.status(), problem.detail(), place));
    }
  }

  /// Any text; null where the member is absent or null.
  public @Nullable String findText(String name) {
    var value = find(name);
    if (value != null && !value.isTextual()) {
      throw broken(name, "must be a string");
    }
    return value == null ? null : value.textValue();
  }

  /// Any text.
  public String text(String name) {
    var text = findText(name);
    if (text == null) {
      throw broken(name, "is required");
    }
    return text;
  }

  private ProblemException broken(String name, String rule) {
    var problem = Problem.member(name, rule);
    return new ProblemException(new Problem(problem.type(), problem.title(), problem.status(), problem.detail(),
        place + problem.pointer()));
  }

  private static ObjectNode object(byte[] body) {
    try {
      if (body.length == 0) {
        return JSON.createObjectNode();
      }
      if (JSON.readTree(body) instanceof ObjectNode object) {
        return object;
      }
      throw new ProblemException(Problem.parameter("the body", "must be a JSON object"));
    } catch (JsonProcessingException malformed) {
      throw new ProblemException(
          Problem.of(400, "not_json", "Not well-formed JSON", "the body is not well-formed JSON"));
    } catch (IOException neverInMemory) {
      throw new IllegalStateException(neverInMemory);
    }
  }

  /// @param rule what the pattern asks for, in words that follow the name
  public String text(String name, Pattern pattern, String rule) {
    var text = findText(name, pattern, rule);
    if (text == null) {
      throw wrong(name, "is required, and " + rule);
    }
    return text;
  }

  /// Null where the member is absent or null.
  public @Nullable String findText(String name, Pattern pattern, String rule) {
    var value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual() || !pattern.matcher(value.textValue()).matches()) {
      throw wrong(name, rule);
    }
    return value.textValue();
  }

  /// @return empty where the member is absent or null
  public List<String> texts(String name, int most, Pattern pattern, String rule) {
    var value = find(name);
    var texts = new ArrayList<String>();
    if (value != null) {
      if (!value.isArray() || value.size() > most) {
        throw wrong(name, rule);
      }
      for (var each : value) {
        if (!each.isTextual() || !pattern.matcher(each.textValue()).matches()) {
          throw wrong(name, rule);
        }
        texts.add(each.textValue());
      }
    }
    return texts.stream().distinct().toList();
  }

  /// Whether the member is there and not null.
  public boolean has(String name) {
    return find(name) != null;
  }

  /// False where the member is absent or null.
  public boolean flag(String name) {
    var value = find(name);
    if (value != null && !value.isBoolean()) {
      throw wrong(name, "must be true or false");
    }
    return value != null && value.booleanValue();
  }

  /// A whole number from 1 on, null where the member is absent or null.
  public @Nullable Long findCount(String name, long highest) {
    var value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1
        || value.longValue() > highest) {
      throw wrong(name, "must be a whole number from 1 to " + highest);
    }
    return value.longValue();
  }

  /// A time that is still to come, null where the member is absent or null.
  public @Nullable Instant findFuture(String name, Instant now) {
    var value = find(name);
    if (value == null) {
      return null;
    }
    var time = value.isTextual() ? Rfc3339.find(value.textValue()) : null;
    if (time == null || !time.isAfter(now)) {
      throw wrong(name, "must be a time of RFC 3339 that is still to come");
    }
    return time;
  }

  /// A whole number within bounds, null where the member is absent or null.
  public @Nullable Long findWhole(String name, long lowest, long highest) {
    var value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < lowest
        || value.longValue() > highest) {
      throw broken(name, "must be a whole number from " + lowest + " to " + highest);
    }
    return value.longValue();
  }

  /// Any time, null where the member is absent or null.
  public @Nullable Instant findTime(String name) {
    var text = findText(name);
    var time = text == null ? null : Rfc3339.find(text);
    if (text != null && time == null) {
      throw broken(name, "must be a time of RFC 3339");
    }
    return time;
  }

  /// Any object, as JSON; null where the member is absent or null.
  ///
  /// @param mostCharacters of its text
  public @Nullable String findObject(String name, int mostCharacters) {
    var value = find(name);
    if (value == null) {
      return null;
    }
    var text = value.toString();
    if (!value.isObject() || text.length() > mostCharacters || text.contains("\\u0000")) {
      throw broken(name, "must be an object of at most " + mostCharacters + " characters, without U+0000");
    }
    return text;
  }

  public static ProblemException wrong(String name, String rule) {
    return new ProblemException(Problem.member(name, rule));
  }

  private @Nullable JsonNode find(String name) {
    var value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }
}

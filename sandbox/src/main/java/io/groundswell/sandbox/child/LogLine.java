package io.groundswell.sandbox.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Collectors;

/// A line that a process logged, for people. Services write JSON, one object a line; whatever else is in a log stays as
/// it is.
public final class LogLine {

  private static final ObjectMapper JSON = new ObjectMapper();

  private LogLine() {
  }

  /// Time, level, message and, of a stack trace, what was thrown and what caused it, indented below.
  public static String readable(String line) {
    if (!line.startsWith("{")) {
      return line;
    }
    JsonNode logged;
    try {
      logged = JSON.readTree(line);
    } catch (JsonProcessingException cutOff) {
      return line;
    }
    if (!logged.has("message") || !logged.has("level")) {
      return line;
    }
    var origin = logged.path("loggerName").asText();
    return logged.path("timestamp").asText() + " " + logged.path("level").asText() + " ["
        + origin.substring(origin.lastIndexOf('.') + 1) + "] " + logged.path("message").asText()
        + thrown(logged.path("stackTrace").asText());
  }

  private static String thrown(String stackTrace) {
    return stackTrace.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("\t") && !line.startsWith(" "))
        .map(line -> "\n    " + line)
        .collect(Collectors.joining());
  }
}

package io.groundswell.proof.description;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/// One method of one path.
///
/// @param item the whole path's
record Operation(Description description, String method, String path, JsonNode item) {

  /// A body to send, and its type; both empty for none.
  record Body(String contentType, String text) {
  }

  JsonNode node() {
    return item.path(method.toLowerCase(Locale.ROOT));
  }

  /// As routes are called: `GET /v1/keys`.
  String route() {
    return method + " " + path;
  }

  boolean needsAKey() {
    return !node().path("security").isArray();
  }

  /// The path with its parameters filled in: by what is given, else by their examples.
  ///
  /// @param given values of path parameters
  String target(Map<String, String> given) {
    var target = path;
    var query = new StringJoiner("&", "?", "").setEmptyValue("");
    for (var parameter : parameters()) {
      var name = parameter.path("name").asText();
      if (parameter.path("in").asText().equals("path")) {
        target = target.replace("{" + name + "}", given.getOrDefault(name, parameter.path("example").asText()));
      } else if (parameter.path("in").asText().equals("query") && parameter.has("example")) {
        query.add(name + "=" + URLEncoder.encode(parameter.path("example").asText(), StandardCharsets.UTF_8));
      }
    }
    return target + query;
  }

  private List<JsonNode> parameters() {
    var all = new ArrayList<JsonNode>();
    item.path("parameters").forEach(all::add);
    node().path("parameters").forEach(all::add);
    return all.stream().map(description::resolved).toList();
  }

  /// An example of each type of body that it takes.
  List<Body> examples() {
    var contents = node().path("requestBody").path("content").properties();
    return contents.isEmpty() ? List.of(new Body("", ""))
        : contents.stream().map(content -> new Body(content.getKey(), text(content))).toList();
  }

  /// An array that stands for lines is sent as lines.
  private static String text(Map.Entry<String, JsonNode> content) {
    var example = content.getValue().path("example");
    return content.getKey().endsWith("ndjson")
        ? example.valueStream().map(JsonNode::toString).collect(Collectors.joining("\n"))
        : example.toString();
  }

  /// The schema of that type of body.
  JsonNode schemaOfBody(Body body) {
    return node().at("/requestBody/content").path(body.contentType()).path("schema");
  }

  /// What is said of that status; missing where nothing is.
  JsonNode response(int status) {
    return description.resolved(node().path("responses").path(Integer.toString(status)));
  }

  @Override
  public String toString() {
    return description.service() + " " + route();
  }
}

package io.groundswell.command.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/// A row that is an event, read as `POST /v1/events` reads a line: a CloudEvent, or without `specversion` the short
/// form, whose `metrics` and `kind` stand beside the attributes.
///
/// `{"subject": "post/1", "time": …, "channel": "mail", "metrics": {"likes": 2}}` is of the type `metric.observed`,
/// has the data `{"metrics": {"likes": 2}}` and the attributes `{"channel": "mail"}`.
final class Line {

  private static final String OBSERVED = "metric.observed";
  /// Members with a place of their own in a mapping, and what is about the sending, which was another's.
  private static final Set<String> ELSEWHERE = Set.of("specversion", "id", "source", "type", "time", "subject",
      "platform", "userid", "niche", "sampledrate", "data", "metrics", "kind", "senttime", "traceparent");

  private Line() {
  }

  /// Its `type`, `subject`, `data` and further `attributes`, as far as it has them.
  ///
  /// @throws Template.Misfit where the edge would refuse the form
  static ObjectNode read(ObjectNode line) {
    boolean isCloudEvent = line.hasNonNull("specversion");
    boolean isShort = line.hasNonNull("metrics");
    if (isCloudEvent && !line.path("specversion").asText().equals("1.0")) {
      throw new Template.Misfit("specversion must be \"1.0\"");
    }
    if (isCloudEvent && (isShort || line.hasNonNull("kind"))) {
      throw new Template.Misfit("kind and metrics of a CloudEvent stand in data");
    }
    if (!isShort && line.hasNonNull("kind")) {
      throw new Template.Misfit("kind goes with metrics");
    }
    if (isShort && (line.hasNonNull("data") || !line.path("type").asText(OBSERVED).equals(OBSERVED))) {
      throw new Template.Misfit("metrics go with " + OBSERVED + " and without data");
    }
    var event = JsonNodeFactory.instance.objectNode();
    if (isShort) {
      event.put("type", OBSERVED);
      var data = event.putObject("data");
      set(data, "kind", line.path("kind"));
      set(data, "metrics", line.path("metrics"));
    } else {
      set(event, "type", line.path("type"));
      set(event, "data", line.path("data"));
    }
    if (line.hasNonNull("subject")) {
      event.set("subject", line.get("subject"));
    } else if (line.hasNonNull("source") || !isCloudEvent) {
      // As the edge places what is about nothing.
      event.put("subject", "source/" + line.path("source").asText("api"));
    }
    var attributes = event.putObject("attributes");
    line.properties().stream().filter(member -> !ELSEWHERE.contains(member.getKey()))
        .forEach(member -> set(attributes, member.getKey(), member.getValue()));
    return event;
  }

  private static void set(ObjectNode event, String name, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      event.set(name, value);
    }
  }
}

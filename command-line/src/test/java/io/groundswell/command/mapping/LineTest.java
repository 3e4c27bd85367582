package io.groundswell.command.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.mapping.EventShape.Occasion;
import io.groundswell.command.source.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lines of events by the mapping that comes with the command.
class LineTest {

  private final List<String> rejected = new ArrayList<>();

  @TempDir
  private Path directory;

  @Test
  void saysAllThatItsSenderSaid() throws IOException {
    var event = event("""
        {"specversion": "1.0", "id": "a1", "source": "shop", "type": "trial.begun", "time": "2026-01-02T00:00:00Z",
         "subject": "page/1", "platform": "web", "userid": "jo", "niche": "tea", "sampledrate": 10, "channel": "mail",
         "paid": true, "step": 3, "partitionkey": "k", "datacontenttype": "application/json", "senttime": "2026-01-02T00:00:01Z",
         "data": {"plan": "big"}}""");

    assertThat(event.toString()).isEqualTo(event("""
        {"id": "a1", "type": "trial.begun", "time": "2026-01-02T00:00:00Z", "subject": "page/1", "platform": "web",
         "userid": "jo", "niche": "tea", "sampledrate": 10, "channel": "mail", "paid": true, "step": 3,
         "partitionkey": "k", "datacontenttype": "application/json", "data": {"plan": "big"}}""").toString());
    assertThat(event.path("source").asText()).isEqualTo("import/1");
    assertThat(event.path("sampledrate").isInt()).isTrue();
    assertThat(event.path("channel").asText()).isEqualTo("mail");
    assertThat(event.path("paid").isBoolean()).isTrue();
    assertThat(event.path("data")).hasToString("{\"plan\":\"big\"}");
    assertThat(event.has("senttime")).isFalse();
  }

  @Test
  void theShortFormIsThatOfTheEdge() throws IOException {
    var event = event("""
        {"subject": "post/9f3", "time": "2026-01-02T00:00:00Z", "kind": "total", "metrics": {"likes": 10}}""");

    assertThat(event.path("type").asText()).isEqualTo("metric.observed");
    assertThat(event.path("data")).hasToString("{\"kind\":\"total\",\"metrics\":{\"likes\":10}}");
    assertThat(event.has("kind")).isFalse();
    assertThat(event.has("metrics")).isFalse();
    assertThat(event("{\"time\": \"2026-01-02\", \"metrics\": {\"likes\": 10}}").path("subject").asText())
        .isEqualTo("source/api");
    assertThat(event("{\"source\": \"shop\", \"time\": \"2026-01-02\", \"metrics\": {\"likes\": 10}}").path("subject")
        .asText()).isEqualTo("source/shop");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "\"specversion\": \"1.0\", \"metrics\": {} | stand in data", "\"specversion\": \"0.3\" | specversion must be",
      "\"kind\": \"total\" | kind goes with metrics", "\"metrics\": {}, \"data\": {} | without data",
      "\"metrics\": {}, \"type\": \"other\" | go with metric.observed"})
  void whatTheEdgeWouldRefuseIsRefused(String members, String why) throws IOException {
    assertThat(events("{\"subject\": \"a/b\", \"time\": \"2026-01-02\", " + members + "}")).isEmpty();
    assertThat(rejected).singleElement().asString().contains(why);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"Channel\": \"{c}\"} | no member \"Channel\"", "{\"source\": \"{c}\"} | no member \"source\"",
      "[\"{c}\"] | is an object, or a text", "7 | is an object, or a text"})
  void attributesThatAreNoneAreRefusedWithTheMapping(String attributes, String why) {
    assertThatThrownBy(() -> Mapping.of("""
        {"parts": {"*": {"events": [{"type": "a", "time": "{t}", "subject": "a/b", "attributes": %s}]}}}"""
        .formatted(attributes), "test")).isInstanceOf(CommandFailed.class).hasMessageContaining(why);
  }

  private ObjectNode event(String line) throws IOException {
    var events = events(line);
    assertThat(rejected).isEmpty();
    assertThat(events).hasSize(1);
    return events.getFirst();
  }

  private List<ObjectNode> events(String line) throws IOException {
    var file = Files.writeString(directory.resolve("lines.ndjson"), line.replace("\n", "") + "\n");
    String text;
    try (var mapping = Mapping.class.getResourceAsStream("/io/groundswell/command/imports/events.json")) {
      text = new String(Objects.requireNonNull(mapping).readAllBytes(), StandardCharsets.UTF_8);
    }
    var mapping = Mapping.of(text, "events");
    var events = new ArrayList<ObjectNode>();
    try (var source = Source.open(file.toString(), mapping.hints())) {
      mapping.against(source).forEach((name, part) -> Rows.each(source, name, part, row -> events.addAll(Rows
          .events(part, row, new Occasion(name, "import/1", Instant.EPOCH),
              (reason, detail) -> rejected.add(detail)))));
    }
    return events;
  }
}

package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.JsonSpan;
import io.groundswell.contract.Subject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Keeps the page of dashboards true: its events are sent, its requests asked, its answers compared.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ContentPageTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern FENCED =
      Pattern.compile("```(json event|json answer|http|sql)\\n(.*?)```", Pattern.DOTALL);
  private static final Asker READER = Asker.with(RecordBackend.READER);

  private final String page = read();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void everyExampleWorks() throws IOException, SQLException {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (var example : examples("json event")) {
      var event = JSON.readTree(example);
      // Of today instead, since the live lane takes nothing older than a week; in the order of the page.
      now = now.plusSeconds(1);
      Feed.live(event(event, now.minusSeconds(60)));
    }

    for (var example : examples("http")) {
      for (var line : example.lines().toList()) {
        var answer = READER.get(line.substring("GET ".length()));
        assertThat(answer.status()).as(line + " " + answer.text()).isEqualTo(200);
      }
    }
    try (var connection = Feed.connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE groundswell_reader");
      for (var line : examples("sql").getFirst().lines().toList()) {
        assertThat(statement.executeQuery(line).next()).as(line).isTrue();
      }
    }
    var shown = READER.get("/v1/posts/sora/s_1?growthDays=366").body();
    var wanted = JSON.readTree(examples("json answer").getFirst());
    assertThat(holds(shown, wanted)).as(shown + " holds " + wanted).isTrue();
  }

  private static AcceptedEvent event(JsonNode example, Instant time) {
    var extensions = new TreeMap<String, Object>();
    if (example.has("userid")) {
      extensions.put("userid", example.get("userid").asText());
    }
    var data = example.get("data").toString().getBytes(StandardCharsets.UTF_8);
    return new AcceptedEvent(1, EventCodec.micros(Instant.now()), new CloudEvent(example.get("id").asText(),
        example.get("source").asText(), example.get("type").asText(), time,
        Subject.find(example.get("subject").asText()), example.get("platform").asText(), extensions,
        new JsonSpan(data, 0, data.length)));
  }

  private static boolean holds(JsonNode shown, JsonNode wanted) {
    return wanted.properties().stream().allMatch(member -> member.getValue().isObject()
        ? holds(shown.path(member.getKey()), member.getValue())
        : shown.path(member.getKey()).equals(member.getValue()));
  }

  private List<String> examples(String kind) {
    return FENCED.matcher(page).results().filter(found -> found.group(1).equals(kind)).map(found -> found.group(2))
        .toList();
  }

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "content.md"));
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}

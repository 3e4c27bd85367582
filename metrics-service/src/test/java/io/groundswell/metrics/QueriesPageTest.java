package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.contract.AcceptedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Keeps the page for dashboards true: stores the numbers of its table, asks its examples, and looks for its answers.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class QueriesPageTest {

  private static final Path PAGE = Path.of("..", "docs", "queries.md");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NUMBER = Pattern.compile("\\| (\\d{4}-\\S+Z) \\| (\\w+) \\| (\\d+) \\|");
  private static final Pattern EXAMPLE = Pattern.compile(
      "```bash\ncurl \"\\$METRICS(\\S+)\"(?: -d '([^']+)')?\n```\n```json\n(.+?)\n```", Pattern.DOTALL);
  private static final Pattern SQL = Pattern.compile("```sql\n(.+?)\n```", Pattern.DOTALL);

  @Test
  void everyExampleHasTheAnswerThatStandsBelowIt() throws IOException {
    Asker.untilReady();
    var page = Files.readString(PAGE);
    store(page);
    var reader = Asker.with(RecordBackend.READER);
    var examples = EXAMPLE.matcher(page).results().toList();
    assertThat(examples).hasSize((int) Pattern.compile("```bash").matcher(page).results().count());

    for (var example : examples) {
      var expected = JSON.readTree(example.group(3));
      await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
        var answer = example.group(2) == null ? reader.get(example.group(1))
            : reader.post(example.group(1), example.group(2));
        assertThat(answer.status()).as(example.group(1) + answer.text()).isEqualTo(200);
        requireIn(answer.body(), expected, example.group(1));
      });
    }
  }

  @Test
  void aGaugeIsNotRankedAsThePageSays() throws IOException {
    Asker.untilReady();
    assertThat(Files.readString(PAGE)).contains("days of all metrics but gauges", "404 `not_ranked`");
    Feed.live(Feed.observed("room/9f3", "warm", Instant.now(), "gauge", "\"warmth_of_rooms\":21.5"));

    for (var window : List.of("24h", "7d")) {
      var answer = Asker.with(RecordBackend.READER).get("/v1/top/warmth_of_rooms?window=" + window);
      assertThat(answer.status()).as(window).isEqualTo(404);
      assertThat(answer.problem()).isEqualTo("not_ranked");
    }
  }

  @Test
  void itsSqlRunsAsTheReader() throws IOException, SQLException {
    Asker.untilReady();
    var page = Files.readString(PAGE);
    store(page);
    try (var connection = Feed.connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE groundswell_reader");
      var block = SQL.matcher(page).results().findFirst().orElseThrow().group(1);
      for (var line : block.split(";\\s*")) {
        assertThat(statement.executeQuery(line).next()).as(line).isTrue();
      }
    }
  }

  private static void store(String page) {
    var events = new ArrayList<AcceptedEvent>();
    for (var number : NUMBER.matcher(page).results().toList()) {
      events.add(
          Feed.event(1, "post/9f3", number.group(2), number.group(1), Instant.parse(number.group(1)), "metric.observed",
              "{\"metrics\":{\"likes\":" + number.group(3) + "}}"));
    }
    assertThat(events).hasSize(4);
    Feed.backfill(Instant.parse("2025-03-25T00:00:00Z"), Instant.parse("2025-04-03T00:00:00Z"), events);
  }

  /// Every member of the example is in the answer; lists are as long.
  private static void requireIn(JsonNode answer, JsonNode example, String where) {
    if (example.isObject()) {
      example.properties().forEach(member -> requireIn(answer.path(member.getKey()), member.getValue(),
          where + " " + member.getKey()));
    } else if (example.isArray()) {
      assertThat(answer).as(where).hasSize(example.size());
      for (int i = 0; i < example.size(); i++) {
        requireIn(answer.get(i), example.get(i), where + " " + i);
      }
    } else {
      assertThat(answer.asText()).as(where).isEqualTo(example.asText());
    }
  }
}

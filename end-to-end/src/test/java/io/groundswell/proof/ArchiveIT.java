package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The operator's page about storage: its commands are run as they stand there.
class ArchiveIT {

  private static final String DAY = "2026-07-14";

  private final Caller caller = new Caller(SharedSystem.whereabouts());

  /// Other tests' days come back, for who looks at their rows later.
  @AfterAll
  static void restoreAll() throws Exception {
    var days = new TreeSet<String>();
    new ObjectMapper().readTree(groundswell("archive list --json").output()).path("partitions").forEach(each -> {
      if (each.path("state").asText().equals("dropped")) {
        days.add(each.path("day").asText());
      }
    });
    if (!days.isEmpty()) {
      assertThat(groundswell("archive restore --days 366 " + String.join(" ", days)).exit()).isZero();
    }
  }

  @Test
  void theCommandsOfTheStoragePageDoWhatItSays() throws Exception {
    fill();

    for (var command : commands("archive")) {
      var run = groundswell(command);
      assertThat(run.exit()).as(command + "\n" + run.output() + run.errors()).isZero();
      if (command.startsWith("archive run")) {
        assertThat(run.output()).contains(DAY);
        assertThat(hours().path("points").path(9).path("archived").asBoolean()).isTrue();
        assertThat(caller.series("post/stored", "likes", "1d", DAY + "T00:00:00Z", "2026-07-15T00:00:00Z")
            .path("points").path(0).path("value").asInt()).isEqualTo(4);
      }
    }

    assertThat(hours().path("points").path(9).path("value").asInt()).as("restored").isEqualTo(4);
  }

  /// But for the rule for all types: no other test's old events would be taken any more.
  @Test
  void theRulesOfTheStoragePageAreSetListedAndRemoved() throws Exception {
    var lines = commands("retention");
    assertThat(lines).hasSize(4);
    for (var command : lines) {
      if (!command.contains("*")) {
        var run = groundswell(command);
        assertThat(run.exit()).as(command + "\n" + run.output() + run.errors()).isZero();
        assertThat(run.output()).contains("session.ended");
      }
    }
    assertThat(groundswell("retention list").output()).containsPattern("session\\.ended +for ever");
  }

  private void fill() {
    await().atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(caller.call(SharedSystem.whereabouts().ingest(),
            "POST", "/v1/backfills", "{\"from\":\"" + DAY + "T00:00:00Z\",\"to\":\"2026-07-15T00:00:00Z\"}").status())
            .isEqualTo(201));
    var sent = caller.batch("backfill", """
        [{"specversion":"1.0","id":"stored-1","source":"archive","type":"metric.observed","time":"%sT09:30:00Z",
          "subject":"post/stored","platform":"x","data":{"metrics":{"likes":4}}}]""".formatted(DAY));
    assertThat(sent.json().path("accepted").asInt()).as(sent.text()).isEqualTo(1);
    await().atMost(Duration.ofSeconds(60)).untilAsserted(
        () -> assertThat(hours().path("points").path(9).path("value").asInt()).isEqualTo(4));
  }

  private JsonNode hours() {
    return caller.series("post/stored", "likes", "1h", DAY + "T00:00:00Z", "2026-07-15T00:00:00Z");
  }

  /// Every line of the page that begins with the command.
  private static List<String> commands(String first) throws IOException {
    var found = new ArrayList<String>();
    for (var line : Files.readAllLines(SharedSystem.root().resolve("docs/storage.md"))) {
      if (line.startsWith("groundswell " + first)) {
        found.add(line.substring("groundswell ".length()).replaceFirst("\\s*#.*", ""));
      }
    }
    assertThat(found).hasSize(4);
    return found;
  }

  private static Command.Result groundswell(String line) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of(line.split(" +")));
    words.addAll(List.of("--data-dir", SharedSystem.dataDirectory().toString()));
    return Command.run(words.toArray(String[]::new));
  }
}

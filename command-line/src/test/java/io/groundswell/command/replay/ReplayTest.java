package io.groundswell.command.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.CommandRun;
import io.groundswell.command.StandInEdge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {

  private static final Instant START = Instant.parse("2015-02-26T21:42:53Z");

  @TempDir
  private Path directory;

  private StandInEdge edge;

  @BeforeEach
  void start() {
    edge = new StandInEdge();
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void sendsOneEventARow() throws IOException {
    var run = replay("ticker/AAPL=" + file("aapl", 1));

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(edge.events()).singleElement().isEqualTo(new ObjectMapper().readTree("""
        {"specversion": "1.0", "id": "ticker/AAPL:mentions@x:2015-02-26T21:42:53Z", "source": "groundswell-replay",
         "type": "metric.observed", "time": "2015-02-26T21:42:53Z", "subject": "ticker/AAPL", "platform": "x",
         "data": {"kind": "delta", "metrics": {"mentions": 0}}}"""));
  }

  @Test
  void keepsTheOrderOfEverySubjectWhileSeveralAreOnTheirWay() throws IOException {
    replay("ticker/A=" + file("a", 1_000), "ticker/B=" + file("b", 1_000), "ticker/C=" + file("c", 700),
        "ticker/C=" + file("c2", 3), "--batch", "7");

    var bySubject = edge.events().stream().collect(Collectors.groupingBy(event -> event.path("subject").asText(),
        Collectors.mapping(ReplayTest::value, Collectors.toList())));
    assertThat(bySubject.get("ticker/A")).isEqualTo(numbers(1_000));
    assertThat(bySubject.get("ticker/B")).isEqualTo(numbers(1_000));
    assertThat(bySubject.get("ticker/C")).startsWith(0, 1, 2).endsWith(698, 699, 0, 1, 2).hasSize(703);
  }

  @ParameterizedTest
  @CsvSource({"503, 1", "429, 0", "502, ''", "504, ''"})
  void sendsAgainWhatWasNotTaken(int status, String retryAfter) throws IOException {
    edge.first(status, retryAfter.isEmpty() ? Map.of() : Map.of("Retry-After", retryAfter), "{}");
    long startedAt = System.nanoTime();

    var run = replay("ticker/A=" + file("a", 3), "--json");

    assertThat(new ObjectMapper().readTree(run.out()).path("accepted").asInt()).isEqualTo(3);
    assertThat(edge.requests()).hasSize(2).allMatch(edge.requests().getFirst()::equals);
    if (retryAfter.equals("1")) {
      assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void endsWithTheReasonsOfWhatWasRejected() throws IOException {
    edge.rejecting(event -> value(event) % 10 == 0);

    var run = replay("ticker/A=" + file("a", 35));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).startsWith("35 sent, 31 accepted, 4 rejected in ")
        .contains("4 × timestamp_out_of_range: more than 7 days ago (first: ticker/A:mentions@x:2015-02-26T21:42:53Z)");
  }

  @Test
  void declaresTheRangeOfABackfillBeforeItSends() throws IOException {
    replay("ticker/A=" + file("a", 3), "--lane", "backfill");

    assertThat(edge.requests()).hasSize(2);
    assertThat(edge.requests().getFirst()).startsWith("POST /v1/backfills {")
        .contains("\"from\":\"2015-02-26T00:00:00Z\"", "\"to\":\"2015-02-27T00:00:00Z\"");
    assertThat(edge.requests().getLast()).startsWith("POST /v1/events?lane=backfill [");
  }

  @Test
  void sendsNothingWhereOneRowOfOneFileIsBad() throws IOException {
    var bad = Files.writeString(directory.resolve("bad.csv"), "timestamp,value\n2015-02-26 21:42:53,1\nnonsense\n");

    var run = replay("ticker/A=" + file("a", 3), "ticker/B=" + bad);

    assertThat(run.exitCode()).isEqualTo(65);
    assertThat(run.err()).contains("bad.csv, line 3: it has 1 columns").hasLineCount(1);
    assertThat(edge.requests()).isEmpty();
  }

  @Test
  void goesOnWhereItWasInterruptedAndThenForgetsIt() throws IOException {
    var state = directory.resolve("state.json");
    var arguments = new String[]{"ticker/A=" + file("a", 10), "--batch", "2", "--state", state.toString()};
    edge.rejecting(event -> value(event) == 5);
    var refusal = Map.of("Content-Type", "application/problem+json");
    answered(3);
    edge.first(401, refusal, "{\"title\": \"Not a known API key\", \"detail\": \"it was revoked\"}");

    var interrupted = replay(arguments);

    assertThat(interrupted.exitCode()).isEqualTo(1);
    assertThat(interrupted.err()).contains("401: Not a known API key (it was revoked)");
    assertThat(state).exists();

    var resumed = replay(arguments);

    assertThat(edge.events()).extracting(ReplayTest::value).containsExactly(6, 7, 8, 9);
    assertThat(resumed.err()).startsWith("Going on where the last run was interrupted: 6 of 10 rows were answered");
    assertThat(resumed.out()).startsWith("10 sent, 9 accepted, 1 rejected");
    assertThat(resumed.exitCode()).isEqualTo(1);
    assertThat(state).doesNotExist();

    var again = replay(arguments);

    assertThat(again.err()).isEmpty();
    assertThat(edge.events()).extracting(ReplayTest::value).endsWith(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void beginsAnewWhereItIsToldToOrTheFileChanged() throws IOException {
    var state = directory.resolve("state.json");
    var file = file("a", 4);
    var arguments = new ArrayList<>(List.of("ticker/A=" + file, "--batch", "2", "--state", state.toString()));
    edge.first(200, Map.of(), "{\"accepted\": 2, \"rejected\": 0, \"results\": []}").first(401, Map.of(), "");
    replay(arguments.toArray(String[]::new));
    file("a", 5);

    replay(arguments.toArray(String[]::new));

    assertThat(edge.events()).hasSize(5);

    edge.first(200, Map.of(), "{\"accepted\": 2, \"rejected\": 0, \"results\": []}").first(401, Map.of(), "");
    replay(arguments.toArray(String[]::new));
    arguments.add("--restart");
    replay(arguments.toArray(String[]::new));

    assertThat(edge.events()).hasSize(10);
  }

  @Test
  void playsTheTimesOfTheRowsFaster() throws IOException {
    long startedAt = System.nanoTime();

    var run = replay("ticker/A=" + file("a", 7), "--speed", "3000");

    // Six steps of 300 s at 3,000 times their speed: 600 ms.
    assertThat(run.exitCode()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThan(Duration.ofMillis(590));
    assertThat(edge.requests()).hasSize(7);
  }

  /// Six rows a year apart were answered before; at this speed a year takes three hours.
  @Test
  @Timeout(60)
  void goesOnAtOnceAtItsPaceWhereItWasInterrupted() throws IOException {
    var text = new StringBuilder("timestamp,value\n");
    for (int i = 0; i < 10; i++) {
      text.append(START.plus(Duration.ofDays(365L * Math.min(i, 6))).plus(Duration.ofMinutes(5L * Math.max(0, i - 6))))
          .append(',').append(i).append('\n');
    }
    var file = Files.writeString(directory.resolve("years.csv"), text);
    answered(3);
    edge.first(401, Map.of(), "");
    assertThat(replay("ticker/A=" + file, "--batch", "2").exitCode()).isEqualTo(1);
    long startedAt = System.nanoTime();

    var resumed = replay("ticker/A=" + file, "--batch", "2", "--speed", "3000");

    assertThat(resumed.out()).as(resumed.err()).startsWith("10 sent");
    assertThat(edge.events()).extracting(ReplayTest::value).containsExactly(6, 7, 8, 9);
    // Three steps of 300 s at 3,000 times their speed.
    assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThan(Duration.ofMillis(290));
  }

  /// The first batches are answered by script: two rows each, one of the third rejected.
  private void answered(int batches) {
    for (int i = 0; i < batches; i++) {
      edge.first(200, Map.of(), i < 2 ? "{\"accepted\": 2, \"results\": []}"
          : "{\"accepted\": 1, \"rejected\": 1, \"results\": [{\"id\": \"5\", \"status\": \"rejected\"}]}");
    }
  }

  private CommandRun replay(String... arguments) {
    var all = new ArrayList<>(List.of("replay", "--url", edge.url().toString(), "--key", "k", "--platform", "x",
        "--metric", "mentions"));
    all.addAll(List.of(arguments));
    if (!all.contains("--state")) {
      all.addAll(List.of("--state", directory.resolve("state.json").toString()));
    }
    return CommandRun.of(all.toArray(String[]::new));
  }

  /// Rows with the values 0, 1, 2 … five minutes apart.
  private Path file(String name, int rows) throws IOException {
    var text = new StringBuilder("timestamp,value\r\n");
    for (int i = 0; i < rows; i++) {
      text.append(START.plus(Duration.ofMinutes(5L * i))).append(',').append(i).append("\r\n");
    }
    return Files.writeString(directory.resolve(name + ".csv"), text);
  }

  private static int value(JsonNode event) {
    return event.path("data").path("metrics").path("mentions").asInt();
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}

package io.groundswell.command.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluateTrendsTest {

  @TempDir
  private Path directory;

  private Path data;
  private Path windows;

  /// Ten days of a rhythm, with a burst on the eighth.
  @BeforeEach
  void write() throws IOException {
    data = Files.createDirectories(directory.resolve("data/folder")).getParent();
    var text = new StringBuilder("timestamp,value\n");
    var time = LocalDateTime.parse("2026-01-05T00:00:00");
    for (int row = 0; row < 2_880; row++) {
      double value =
          100 + 40 * Math.sin(2 * Math.PI * row / 288) + row * 7 % 13 + (row >= 2_050 && row < 2_080 ? 900 : 0);
      text.append(time.plusMinutes(5L * row).toString().replace('T', ' ')).append(":00,").append(value).append('\n');
    }
    Files.writeString(data.resolve("folder/burst.csv"), text);
    windows = Files.writeString(directory.resolve("windows.json"),
        "{\"folder/burst.csv\": [[\"2026-01-12 00:00:00.000000\", \"2026-01-12 12:00:00.000000\"]]}");
  }

  private CommandRun evaluate(String... more) {
    var arguments = new String[6 + more.length];
    System.arraycopy(new String[]{"evaluate", "trends", "--data", data.toString(), "--windows", windows.toString()}, 0,
        arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return CommandRun.of(arguments);
  }

  @Test
  void judgesWritesScoresAndSaysBothAsJson() throws IOException {
    var out = directory.resolve("scores");
    var run = evaluate("--json", "--out", out.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    var report = new ObjectMapper().readTree(run.out());
    assertThat(report.at("/total/hits").asInt()).isEqualTo(1);
    assertThat(report.at("/total/windows").asInt()).isEqualTo(1);
    assertThat(report.at("/series/0/name").asText()).isEqualTo("folder/burst.csv");
    assertThat(report.at("/synthetic/0/found").size()).isEqualTo(60);
    assertThat(report.at("/synthetic/0/kinds")).hasSize(12)
        .allSatisfy(kind -> assertThat(kind.path("precision").asDouble()).isBetween(0.0, 1.0));
    assertThat(report.at("/runningSystem/series").asInt()).isEqualTo(1);
    assertThat(report.at("/runningSystem/runningSum").asDouble()).isGreaterThan(0.5);
    assertThat(report.path("ranking")).hasSize(3);
    var lines = Files.readAllLines(out.resolve("folder/burst.csv"));
    assertThat(lines).hasSize(2_881).startsWith("timestamp,score").last().asString()
        .startsWith("2026-01-14 23:55:00,0.");
    assertThat(lines.stream().skip(2_051).limit(30).filter(line -> line.compareTo(line.substring(0, 20) + "0.5") >= 0))
        .isNotEmpty();
  }

  @Test
  void printsTheTableAndTheSyntheticTruth() {
    var run = evaluate();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("1 series, 1 windows", "Groundswell", "one series left out", "outage", "recall",
        "precision", "median delay", "in the running system", "hit@10");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"none.csv": []}                                                     | cannot read
      {"folder/burst.csv": [["2026-01-12 00:00:00"]]}                      | has 1 times instead of two
      {"folder/burst.csv": [["2026-01-12 00:00:00", "noon"]]}              | has the time 'noon', which is none
      {"folder/burst.csv": [["2030-01-12 00:00:00", "2030-01-13 00:00:00"]]} | holds no row of folder/burst.csv
      {}                                                                   | names no series
      [1]                                                                  | cannot read
      """)
  void saysWhatIsWrongWithTheFiles(String content, String said) throws IOException {
    Files.writeString(windows, content);
    var run = evaluate();

    assertThat(run.exitCode()).isEqualTo(65);
    assertThat(run.err()).startsWith("groundswell: ").contains(said).hasLineCount(1);
  }
}

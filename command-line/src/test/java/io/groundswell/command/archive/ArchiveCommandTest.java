package io.groundswell.command.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.CommandRun;
import io.groundswell.command.StandInEdge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArchiveCommandTest {

  private static final String PARTITION = """
      {"day":"2026-07-01","table":"time_series_metrics","state":"%s","rows":3,"bytes":900,"sha256":"0123456789abcdef0123",
       "file":"time_series_metrics/2026-07-01-1.parquet"%s}""";

  private final StandInEdge service = new StandInEdge();

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void listsWhatIsArchived() throws IOException {
    answers(200, list("restored", ",\"restoredUntil\":\"2026-11-28T00:00:00Z\""));
    answers(200, list("dropped", ""));

    assertThat(archive("list").out()).contains("2026-07-01", "restored", "0123456789abcdef ",
        "is archived again after 2026-11-28").doesNotContain("0123456789abcdef0");
    assertThat(new ObjectMapper().readTree(archive("list", "--json").out()).at("/partitions/0/rows").asInt())
        .isEqualTo(3);
  }

  @Test
  void runsUntilAllIsArchived() {
    answers(202, "{\"before\":\"2026-08-01\",\"asked\":1}");
    answers(200, list("verified", ""));
    answers(200, list("dropped", ""));

    var run = archive("run", "--before", "2026-08-01");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("1 day more to archive");
    assertThat(run.out()).contains("dropped").doesNotContain("verified");
    assertThat(service.requests().getFirst()).isEqualTo("POST /v1/archive/run {\"before\":\"2026-08-01\"}");
  }

  @Test
  void aDayThatDoesNotGetOnIsAFailure() {
    answers(202, "{\"before\":\"2026-08-01\",\"asked\":1}");
    for (int attempt = 0; attempt < 3; attempt++) {
      answers(200, list("sealed", failed(attempt)));
    }

    var run = archive("run", "--before", "2026-08-01");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("does not get on: no space left");
  }

  @Test
  void aFailureThatPassesAndOneOfADayThatNobodyAskedForAreNone() {
    answers(202, "{\"before\":\"2026-07-02\",\"asked\":1}");
    var other = PARTITION.replace("2026-07-01", "2026-07-02");
    for (int attempt = 0; attempt < 4; attempt++) {
      answers(200, "{\"partitions\":[" + PARTITION.formatted(attempt == 3 ? "dropped" : "sealed",
          attempt == 2 ? "" : failed(attempt)) + "," + other.formatted("sealed", failed(attempt)) + "]}");
    }

    var run = archive("run", "--before", "2026-07-02");

    assertThat(run.exitCode()).isZero();
    assertThat(service.requests()).hasSize(5);
  }

  private static String failed(int attempt) {
    return ",\"error\":\"no space left\",\"changedAt\":\"2026-11-21T00:00:0" + attempt + "Z\"";
  }

  @Test
  void verifiesAllThatHaveFilesAndFailsWhereOneIsDamaged() {
    answers(200, list("dropped", ""));
    answers(200,
        "{\"day\":\"2026-07-01\",\"intact\":false,\"files\":[{\"table\":\"time_series_metrics\",\"file\":\"a.parquet\","
            + "\"intact\":false,\"problem\":\"it is not what was written\"},{\"file\":\"b.parquet\",\"intact\":true}]}");

    var run = archive("verify");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("a.parquet: it is not what was written\nb.parquet: intact\n");
    assertThat(service.requests().getLast()).startsWith("POST /v1/archive/2026-07-01/verify");
  }

  @Test
  void restoresForSomeDays() {
    answers(200, list("restored", ""));

    var run = archive("restore", "2026-07-01", "--days", "3");

    assertThat(run.out()).contains("restored");
    assertThat(service.requests().getFirst()).isEqualTo("POST /v1/archive/2026-07-01/restore {\"days\":3}");
  }

  @Test
  void tellsWrongCommandLinesFromRefusals() {
    assertThat(archive().err()).contains("Missing: list, run, verify or restore");
    assertThat(archive("run").exitCode()).isEqualTo(2);
    assertThat(archive("run", "--before", "soon").exitCode()).isEqualTo(2);
    assertThat(archive("restore").exitCode()).isEqualTo(2);
    answers(403, "{\"title\":\"Not allowed with this API key\",\"detail\":\"the archive is for admin keys\"}");
    assertThat(archive("list").err()).contains("Not allowed with this API key: the archive is for admin keys");
    assertThat(CommandRun.of("archive", "list", "--url", "http://127.0.0.1:1", "--key", "k").err())
        .contains("metrics-service at http://127.0.0.1:1 does not answer");
  }

  private static String list(String state, String more) {
    return "{\"partitions\":[" + PARTITION.formatted(state, more) + "]}";
  }

  private void answers(int status, String body) {
    service.first(status, Map.of("Content-Type", "application/json"), body);
  }

  private CommandRun archive(String... arguments) {
    var all = new ArrayList<>(List.of("archive"));
    all.addAll(List.of(arguments));
    if (arguments.length > 0) {
      all.addAll(List.of("--url", service.url().toString(), "--key", "secret"));
    }
    return CommandRun.of(all.toArray(String[]::new));
  }
}

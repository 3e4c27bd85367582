package io.groundswell.command.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.CommandRun;
import io.groundswell.command.StandInEdge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineCommandTest {

  private static final String RECORD =
      """
      {"id":"7f1","state":"%s","reason":"not_json","detail":"not well-formed JSON","quarantinedAt":"2026-11-20T17:00:00Z"%s}""";

  private final StandInEdge service = new StandInEdge();

  @TempDir
  private Path directory;

  @AfterEach
  void end() {
    service.close();
  }

  @Test
  void listsWhatIsHeldAndSaysHowToReadOn() throws IOException {
    answers(200, "{\"records\":[" + RECORD.formatted("held", "") + "],\"next\":\"abc\"}");
    answers(200, "{\"records\":[]}");

    var run = quarantine("list", "--reason", "not_json", "--from", "2026-11-20T17:00:00+01:00");
    var json = quarantine("list", "--state", "all", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("7f1", "not well-formed JSON", "--cursor abc").hasLineCount(3);
    assertThat(new ObjectMapper().readTree(json.out()).path("records")).isEmpty();
    assertThat(service.requests().getFirst()).isEqualTo("GET /v1/quarantine?state=held&reason=not_json"
        + "&from=2026-11-20T17%3A00%3A00%2B01%3A00&limit=100 ");
    assertThat(service.requests().getLast()).isEqualTo("GET /v1/quarantine?limit=100 ");
  }

  @Test
  void showsTheRecordItsPayloadAndItsHistory() {
    answers(200, "{\"record\":" + RECORD.formatted("discarded", "") + ",\"key\":{\"text\":\"1/post/a\"},"
        + "\"value\":{\"base64\":\"/wA=\"},\"history\":[{\"at\":\"2026-11-20T17:05:00Z\",\"key\":\"jo\","
        + "\"action\":\"discard\",\"reason\":\"a test\"}]}");

    var run = quarantine("show", "7f1");

    assertThat(run.out()).contains("not_json", "discard by key jo at 2026-11-20T17:05:00Z: a test", "1/post/a",
        "base64: /wA=");
  }

  @Test
  void replaysWithAPatchAndWaitsForTheOutcome() {
    answers(202, RECORD.formatted("replaying", ""));
    answers(200, "{\"record\":" + RECORD.formatted("replaying", "") + "}");
    answers(200, "{\"record\":" + RECORD.formatted("replayed", ",\"outcome\":\"stored\"") + "}");

    var run = quarantine("replay", "7f1", "--patch", "{\"time\":\"2026-11-20T17:00:00Z\"}", "--reason", "reset");

    assertThat(run.out()).isEqualTo("7f1: stored\n");
    assertThat(service.requests().getFirst()).isEqualTo("POST /v1/quarantine/7f1/replay "
        + "{\"reason\":\"reset\",\"patch\":{\"time\":\"2026-11-20T17:00:00Z\"}}");
    assertThat(service.requests()).hasSize(3);
  }

  @Test
  void aReplayThatIsSetAsideAgainHasFailed() throws IOException {
    answers(202, RECORD.formatted("replayed", ",\"outcome\":\"quarantined\""));
    var file = Files.writeString(directory.resolve("event.json"), "{\"id\":\"one\"}");

    var run = quarantine("replay", "7f1", "--event", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(service.requests().getFirst()).endsWith("\"event\":{\"id\":\"one\"}}");
  }

  @Test
  void discardsSeveralForAReason() {
    answers(200, RECORD.formatted("discarded", ""));
    answers(409, "{\"title\":\"The record is not held any more\",\"detail\":\"it was replayed\"}");

    var run = quarantine("discard", "7f1", "7f2", "--reason", "a test");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("7f1: discarded\n");
    assertThat(run.err()).contains("The record is not held any more: it was replayed").hasLineCount(1);
  }

  @Test
  void tellsWrongCommandLinesFromWrongDataAndFromSilence() {
    assertThat(quarantine("discard", "7f1").exitCode()).isEqualTo(2);
    assertThat(quarantine("discard", "7f1", "--reason", " ").exitCode()).isEqualTo(2);
    assertThat(quarantine().err()).contains("Missing: list, show, replay or discard");
    assertThat(quarantine("replay", "7f1", "--patch", "{", "--event", "x").exitCode()).isEqualTo(2);
    assertThat(quarantine("replay", "7f1", "--patch", "{").exitCode()).isEqualTo(65);
    assertThat(quarantine("replay", "7f1", "--patch", "[]").exitCode()).isEqualTo(65);
    assertThat(quarantine("replay", "7f1", "--event", "nowhere").exitCode()).isEqualTo(65);
    assertThat(CommandRun.of("quarantine", "list", "--url", "http://127.0.0.1:1", "--key", "k").exitCode())
        .isEqualTo(69);
    assertThat(CommandRun.of("quarantine", "list", "--url", "ftp://a", "--key", "k").exitCode()).isEqualTo(2);
    assertThat(service.requests()).isEmpty();
    assertThat(CommandRun.of("quarantine", "replay", "--help").out()).contains("RFC 7396", "Exit codes");
  }

  private void answers(int status, String body) {
    service.first(status, Map.of("Content-Type", "application/json"), body);
  }

  private CommandRun quarantine(String... arguments) {
    var all = new ArrayList<>(List.of("quarantine"));
    all.addAll(List.of(arguments));
    if (arguments.length > 0) {
      all.addAll(List.of("--url", service.url().toString(), "--key", "secret"));
    }
    return CommandRun.of(all.toArray(String[]::new));
  }
}

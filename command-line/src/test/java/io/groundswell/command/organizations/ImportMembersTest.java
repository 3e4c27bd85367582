package io.groundswell.command.organizations;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.command.CommandRun;
import io.groundswell.command.StandInEdge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;

class ImportMembersTest {

  private final StandInEdge service = new StandInEdge();

  @TempDir
  private Path directory;

  @AfterEach
  void close() {
    service.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--json"})
  void aKeyIsPrintedBeforeAnythingElseCanFail(String option) throws Exception {
    answers(200, "{\"organizations\": []}");
    answers(201, "{\"organization\": {\"id\": 7}, \"secret\": \"gsk_first\"}");
    answers(200, "{}");
    answers(201, "{\"organization\": {\"id\": 8}, \"secret\": \"gsk_second\"}");
    answers(403, "{\"type\": \"/problems/forbidden\", \"title\": \"Not allowed\"}");

    var run = members(option);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(option.isEmpty() ? run.out() : run.err()).contains("organisation 7 (acme)", "gsk_first",
        "organisation 8 (globex)", "gsk_second");
  }

  @Test
  void whatIsToldAtOnceIsNotToldAgain() throws Exception {
    answers(200, "{\"organizations\": []}");
    answers(201, "{\"organization\": {\"id\": 7}, \"secret\": \"gsk_first\"}");
    answers(200, "{}");
    answers(201, "{\"organization\": {\"id\": 8}, \"secret\": \"gsk_second\"}");
    answers(200, "{}");

    var run = members("");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsOnlyOnce("gsk_first").containsOnlyOnce("gsk_second").contains("2 members");
  }

  private CommandRun members(String option) throws Exception {
    var old = directory.resolve("old.db");
    try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + old);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE people (id TEXT PRIMARY KEY, organization TEXT)");
      statement.execute("INSERT INTO people VALUES ('ann', 'acme'), ('jo', 'globex')");
    }
    var mapping = Files.writeString(directory.resolve("mapping.json"), """
        {"members": "SELECT id, id AS member, 'viewer' AS role, organization, organization AS name FROM people",
         "parts": {"people": {"events": [{"type": "a", "time": "2026-01-01", "subject": "user/{id}"}]}}}""");
    return option.isEmpty()
        ? CommandRun.of("import", "members", old.toString(), "--mapping", mapping.toString(), "--default", "everybody",
            "--url", service.url().toString(), "--key", "secret")
        : CommandRun.of("import", "members", old.toString(), "--mapping", mapping.toString(), "--default", "everybody",
            "--url", service.url().toString(), "--key", "secret", option);
  }

  private void answers(int status, String body) {
    service.first(status, Map.of("Content-Type", "application/json"), body);
  }
}

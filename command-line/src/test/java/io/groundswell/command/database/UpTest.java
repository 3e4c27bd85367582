package io.groundswell.command.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.CommandRun;
import io.groundswell.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpTest {

  private final TestPostgres.Database database = TestPostgres.freshDatabase();

  @Test
  void bringsAnEmptyDatabaseUpAndSaysWhoDidIt() throws IOException {
    var before = db("status", "--json");
    assertThat(before.exitCode()).isEqualTo(10);
    assertThat(new ObjectMapper().readTree(before.out()).path("pending").size()).isGreaterThan(20);

    var up = db("up");
    assertThat(up.err()).isEmpty();
    assertThat(up.exitCode()).isZero();
    assertThat(up.out()).containsPattern("metrics +2\\.0\\.0 +[0-9]+ ms +V2\\.0\\.0__analytics_schema\\.sql");
    assertThat(db("up").out()).isEqualTo("Everything was done already.\n");

    var after = db("status", "--json");
    assertThat(after.exitCode()).isZero();
    var first = new ObjectMapper().readTree(after.out()).path("done").get(0);
    assertThat(first.path("service").asText()).isEqualTo("ingest");
    assertThat(first.path("state").asText()).isEqualTo("up");
    assertThat(first.path("by").asText()).isEqualTo("groundswell");
    assertThat(first.path("program").asText()).isEqualTo("groundswell db");
    assertThat(first.path("sha256").asText()).hasSize(64);
    assertThat(first.path("undoFile").asText()).isEqualTo("U1.0.0__organizations_and_keys.sql");
    assertThat(db("status").out()).contains("V2.0.1__trend_analysis_tables.sql");
  }

  @Test
  void goesUpToAVersionOfOneService() {
    var up = db("up", "--service", "metrics", "--to", "2.1.0");
    assertThat(up.err()).isEmpty();
    assertThat(up.out()).hasLineCount(3);
    assertThat(db("status", "--service", "ingest").exitCode()).isEqualTo(10);
  }

  @Test
  void saysWhichFileIsNotTheOneThatWasRunAndGoesOnOnlyWithAReason() throws Exception {
    db("up", "--service", "ingest");
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute("UPDATE analytics.flyway_ingest SET checksum = 1 WHERE version = '1.1.0'");
    }

    assertThat(db("validate").exitCode()).isEqualTo(11);
    assertThat(db("validate").out()).contains("ingest 1.1.0");
    var refused = db("up");
    assertThat(refused.exitCode()).isEqualTo(11);
    assertThat(refused.err()).contains("ingest 1.1.0", "force-up --reason");

    assertThat(db("force-up", "--reason", " ").exitCode()).isEqualTo(2);
    var forced = db("force-up", "--reason", "a comment was mended");
    assertThat(forced.exitCode()).isZero();
    assertThat(db("validate").exitCode()).isZero();
    assertThat(db("status").out()).contains("forced", "(because: a comment was mended)");
  }

  @Test
  void waitsForTheLockNoLongerThanItMayAndSaysWhoHasIt() throws Exception {
    try (var other = database.connect(); var statement = other.createStatement()) {
      statement.execute("SET application_name = 'the night shift'");
      statement.execute("SELECT pg_advisory_lock(7011202611)");

      var up = db("up", "--wait", "0");

      assertThat(up.exitCode()).isEqualTo(13);
      assertThat(up.err()).contains("somebody else changes the schema: the night shift as groundswell");
      // A server ends a session some time after its client has.
      statement.execute("SELECT pg_advisory_unlock(7011202611)");
    }
    assertThat(db("up", "--service", "ingest", "--wait", "0").exitCode()).isZero();
  }

  @Test
  void givesUpATableThatIsInUseAndSaysSo() throws Exception {
    db("up", "--service", "metrics", "--to", "2.0.0");
    try (var other = database.connect(); var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE analytics.accounting IN ACCESS SHARE MODE");

      var up = db("up", "--service", "metrics", "--retries", "0");

      assertThat(up.exitCode()).isEqualTo(13);
      assertThat(up.err()).contains("a table of metrics was not free within the lock_timeout");
    }
    assertThat(db("up", "--service", "metrics").exitCode()).isZero();
  }

  @Test
  void takesTheCredentialsFromElsewhere(@TempDir Path directory) throws IOException {
    var file = Files.writeString(directory.resolve("password"), database.password() + "\n");
    var run = CommandRun.of("db", "validate", "--postgres", database.url(), "--user", database.user(),
        "--password-file", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();

    var without = CommandRun.of("db", "validate", "--postgres", database.url(), "--user", database.user());
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("GROUNDSWELL_POSTGRES_PASSWORD");
  }

  @Test
  void refusesAServiceThatIsNone() {
    assertThat(db("up", "--service", "metric").err()).contains("--service must be one of ingest, metrics, trend");
    assertThat(CommandRun.of("db").err()).contains("Missing: one of plan");
  }

  private CommandRun db(String... arguments) {
    return new Operator(database).db(arguments);
  }
}

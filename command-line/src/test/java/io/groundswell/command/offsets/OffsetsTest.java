package io.groundswell.command.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.CommandRun;
import io.groundswell.testkit.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OffsetsTest {

  private static TestPostgres.Database database;

  @BeforeAll
  static void createDatabase() throws SQLException {
    database = TestPostgres.freshDatabase();
    run("CREATE SCHEMA analytics");
    for (var table : List.of("consumer_offset", "trend_consumer_offset")) {
      run("""
          CREATE TABLE analytics.%s (
            consumer text, topic text, kpartition int, topic_id uuid, start_offset bigint NOT NULL,
            next_offset bigint NOT NULL, epoch bigint NOT NULL, owner uuid NOT NULL, watermark timestamptz,
            stored bigint NOT NULL DEFAULT 0, duplicate bigint NOT NULL DEFAULT 0, quarantined bigint NOT NULL DEFAULT 0,
            skipped bigint NOT NULL DEFAULT 0, skip_reason text, updated_at timestamptz NOT NULL,
            PRIMARY KEY (consumer, topic, kpartition))""".formatted(table));
    }
  }

  @BeforeEach
  void standAtHundred() throws SQLException {
    run("TRUNCATE analytics.consumer_offset, analytics.trend_consumer_offset");
    run("INSERT INTO analytics.consumer_offset VALUES ('metrics-live', 'events.v1', 3, gen_random_uuid(), 10, 100, 7, "
        + "gen_random_uuid(), '2026-03-01T12:00:00Z', 80, 8, 2, 0, NULL, '2026-03-01T12:00:01Z')");
    run("INSERT INTO analytics.trend_consumer_offset VALUES ('trend-live', 'events.v1', 3, gen_random_uuid(), 0, 100, 1, "
        + "gen_random_uuid(), NULL, 100, 0, 0, 0, NULL, '2026-03-01T12:00:01Z')");
  }

  @Test
  void showsThePositionsOfAllServices() throws IOException {
    var run = offsets("show");

    assertThat(run.out()).contains("metrics-live", "trend-live", "2026-03-01T12:00:00Z").hasLineCount(3);

    var json = new ObjectMapper().readTree(offsets("show", "--json").out()).path("offsets");
    assertThat(json).hasSize(2);
    assertThat(json.get(0).path("nextOffset").asLong()).isEqualTo(100);
    assertThat(json.get(0).path("duplicate").asLong()).isEqualTo(8);
  }

  @Test
  void skipsForwardAndKeepsTheBooks() throws IOException {
    var run = skip("metrics-live", "105", "poison that nobody can read");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("metrics-live goes on at 105 on partition 3 of events.v1: 5 records are skipped");
    var moved = new ObjectMapper().readTree(offsets("show", "--json").out()).path("offsets").get(0);
    assertThat(moved.path("nextOffset").asLong()).isEqualTo(105);
    assertThat(moved.path("skipped").asLong()).isEqualTo(5);
    assertThat(moved.path("epoch").asLong()).isEqualTo(8);
    assertThat(moved.path("skipReason").asText()).isEqualTo("poison that nobody can read");
    assertThat(offsets("show").out()).contains("last skipped because: poison").doesNotContain("do not balance");
  }

  @Test
  void skipsInTheTableOfTheTrendService() throws IOException {
    assertThat(skip("trend-live", "101", "why").exitCode()).isZero();
  }

  @Test
  void refusesToGoBackwardsOrToStay() {
    for (var to : List.of("99", "100")) {
      var run = skip("metrics-live", to, "why");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("--to " + to + " is not ahead: metrics-live stands at 100");
    }
  }

  @Test
  void refusesAConsumerThatIsNotThere() {
    assertThat(skip("metrics-life", "101", "why").err())
        .contains("there is no consumer metrics-life with a partition 3");
  }

  @Test
  void asksForAReasonAndForConsent() {
    assertThat(skip("metrics-live", "101", " ").err()).contains("--reason must say why");
    var run = offsets("skip", "--consumer", "metrics-live", "--partition", "3", "--to", "101", "--reason", "why");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--yes is needed where nobody can be asked");
  }

  @Test
  void saysThatTheDatabaseDoesNotAnswer() {
    var run = CommandRun.of("offsets", "show", "--postgres", "postgresql://me:secret@127.0.0.1:1/nowhere");

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).contains("cannot reach the database at postgresql://127.0.0.1:1/nowhere").hasLineCount(1);
  }

  private static CommandRun skip(String consumer, String to, String reason) {
    return offsets("skip", "--consumer", consumer, "--partition", "3", "--to", to, "--reason", reason, "--yes");
  }

  private static CommandRun offsets(String... arguments) {
    var all = new ArrayList<>(List.of("offsets"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--postgres", database.url().replace("//", "//" + database.user() + ":" + database.password()
        + "@")));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static void run(String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

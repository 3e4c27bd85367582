package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.testkit.TestPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class SchemaTest {

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void theServiceOwnsNothing() {
    assertThat(Feed.count("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner "
        + "WHERE r.rolname LIKE 'groundswell\\_%'")).isZero();
  }

  @Test
  void everyTableWithRowsOfOrganisationsForcesRowLevelSecurity() {
    assertThat(Feed.text("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        + "WHERE c.relnamespace = 'analytics'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'organization_id' "
        + "AND c.relname NOT LIKE 'edge\\_%' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "CREATE TABLE analytics.mine (id int)",
      "ALTER TABLE analytics.subject ADD COLUMN more int",
      "DROP TABLE analytics.accounting",
      "TRUNCATE analytics.time_series_metrics",
      "DELETE FROM analytics.time_series_metrics",
      "UPDATE analytics.time_series_metrics SET value = 0",
      "UPDATE analytics.quarantine SET reason = 'x'",
      "UPDATE analytics.quarantine SET value = NULL",
      "DELETE FROM analytics.quarantine",
      "UPDATE analytics.quarantine_audit SET reason = 'x'",
      "DELETE FROM analytics.quarantine_audit",
      "UPDATE analytics.analytics_events SET event_data = NULL",
      "UPDATE analytics.subject SET external_id = 'x'",
      "DELETE FROM analytics.forgetting",
      "INSERT INTO analytics.skipped_range VALUES (1, 2, now(), 0, 'c', 't', 'r')",
      "INSERT INTO analytics.partition_day (day, partition_start) VALUES ('1900-01-01', '1900-01-01')"})
  void theServicesRoleMayNeitherChangeTheSchemaNorRewriteHistory(String forbidden) {
    assertThatThrownBy(() -> as("groundswell_metrics", forbidden)).isInstanceOf(SQLException.class)
        .hasMessageMatching("(?s)ERROR: (permission denied|must be owner).*");
  }

  @Test
  void aReaderSeesOneOrganisation() throws SQLException {
    var subject = "post/" + UUID.randomUUID();
    Feed.live(Feed.event(1, subject, "x", "one", Instant.now(), "quiz.answered", "{}"),
        Feed.event(2, subject, "x", "one", Instant.now(), "quiz.answered", "{}"));

    for (var table : List.of("subject", "time_series_metrics", "analytics_events", "metric_rollup_day", "accounting")) {
      try (var connection = Feed.connect()) {
        connection.createStatement().execute("SET ROLE groundswell_reader");
        connection.createStatement().execute("SELECT set_config('app.organization', '2', false)");
        var rows = connection.createStatement().executeQuery("SELECT min(organization_id), max(organization_id) "
            + "FROM analytics." + table);
        rows.next();
        assertThat(List.of(rows.getInt(1), rows.getInt(2))).as(table).containsExactly(2, 2);
      }
    }
  }

  @Test
  void aReaderWithoutAnOrganisationSeesNothing() {
    for (var table : List.of("subject", "quarantine", "quarantine_audit", "accounting")) {
      assertThatThrownBy(() -> as("groundswell_reader", "SELECT count(*) FROM analytics." + table))
          .as(table).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void readingASeriesUsesTheKeyOfTheRangesPartitionsAlone() throws SQLException {
    var today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    try (var connection = Feed.connect()) {
      connection.createStatement().execute("SET ROLE groundswell_reader");
      connection.createStatement().execute("SELECT set_config('app.organization', '1', false)");
      connection.createStatement().execute("SET enable_seqscan = off");
      for (var mode : List.of("force_custom_plan", "force_generic_plan")) {
        connection.createStatement().execute("SET plan_cache_mode = " + mode);
        connection.createStatement().execute("DEALLOCATE ALL");
        connection.createStatement().execute("""
            PREPARE series (int, int, int[], timestamptz, timestamptz) AS SELECT sum(value)
            FROM analytics.time_series_metrics WHERE organization_id = $1 AND subject_id = $2 AND measure_id = ANY($3)
              AND observed_at >= $4 AND observed_at < $5""");
        var rows =
            connection.createStatement().executeQuery("EXPLAIN (COSTS OFF) EXECUTE series (1, 1, '{1}', '" + today
                + "', '" + today.plus(2, ChronoUnit.DAYS) + "')");
        var plan = new StringBuilder();
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
        assertThat(plan.toString().lines().filter(line -> line.contains("_pkey"))).as(plan.toString()).hasSize(2);
      }
    }
  }

  @Test
  void undoTakesBackEveryMigration() throws SQLException {
    var database = TestPostgres.freshDatabase();
    try (var connection = database.connect()) {
      connection.createStatement().execute("CREATE SCHEMA analytics; SET search_path = analytics");
      for (int round = 0; round < 2; round++) {
        for (var script : Scripts.of("migration")) {
          run(connection, script);
        }
        connection.createStatement().execute("SELECT analytics.ensure_partitions('2026-01-01', '2026-01-31')");
        for (var script : Scripts.of("undo").reversed()) {
          run(connection, script);
        }
      }
      var left = connection.createStatement().executeQuery("SELECT (SELECT count(*) FROM pg_class "
          + "WHERE relnamespace = 'analytics'::regnamespace) + (SELECT count(*) FROM pg_proc "
          + "WHERE pronamespace = 'analytics'::regnamespace)");
      left.next();
      assertThat(left.getLong(1)).isZero();
    }
  }

  private static void as(String role, String sql) throws SQLException {
    try (var connection = Feed.connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE " + role);
      statement.execute(sql);
    }
  }

  private static void run(Connection connection, Path script) throws SQLException {
    connection.setAutoCommit(false);
    try {
      connection.createStatement().execute(Files.readString(script));
      connection.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connection.setAutoCommit(true);
  }
}

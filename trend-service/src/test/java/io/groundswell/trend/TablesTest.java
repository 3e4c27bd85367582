package io.groundswell.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TablesTest {

  /// The newest first, down to that of the niches.
  static final List<String> UNDO_TO_NICHES =
      List.of("U2.29.1__rollback_failed_analyses.sql", "U2.29.0__rollback_announcements_by_age.sql",
          "U2.23.1__rollback_course_by_slot.sql", "U2.23.0__rollback_disturbances_of_the_whole.sql",
          "U2.7.4__rollback_insight_registry.sql", "U2.7.3__rollback_cross_platform_tables.sql",
          "U2.7.2__rollback_webhooks.sql",
          "U2.7.1__rollback_turns.sql", "U2.7.0__rollback_niches.sql");

  private final Tables tables = new Tables().withDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 2));

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void aReaderSeesOneOrganisationOnly() throws SQLException {
    for (int organization : List.of(1, 2)) {
      tables.run("INSERT INTO analytics.trend_platform VALUES ($1, 'x', now())", Tuple.of(organization));
      tables.run("INSERT INTO analytics.trend_cache VALUES (now(), $1, 'x', '1h', 'r', '{}')", Tuple.of(organization));
      tables.run(
          "INSERT INTO analytics.trend_bucket VALUES ('2026-03-01T12:00Z', 1, $1, 1, true, 'a', 'b', 'x', 'm', 1)",
          Tuple.of(organization));
    }
    for (int organization : List.of(1, 2)) {
      tables.run("INSERT INTO analytics.trend_creator VALUES"
          + " ('2026-03-01T12:00Z', $1, 1, 7, false, 'a', 'b', 'x', 'm', 'jo', 1)", Tuple.of(organization));
      tables.run("INSERT INTO analytics.trend_disturbance_span VALUES (now(), now(), $1, true, 'x', '', 'silent')",
          Tuple.of(organization));
    }
    try (var connection = tables.database().connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE groundswell_reader");
      statement.execute("SET app.organization = '2'");
      for (var table : List.of("trend_platform", "trend_cache", "trend_bucket", "trend_creator",
          "trend_disturbance_span")) {
        try (var rows = statement.executeQuery("SELECT array_agg(organization_id)::text FROM analytics." + table)) {
          rows.next();
          assertThat(rows.getString(1)).as(table).isEqualTo("{2}");
        }
      }
    }
  }

  @Test
  void theServiceOwnsNothing() {
    assertThatThrownBy(() -> tables.run("DROP TABLE analytics.trend_cache", Tuple.tuple()))
        .hasMessageContaining("must be owner");
    assertThat(tables.count("SELECT count(*) FROM pg_class WHERE relowner = 'groundswell_trend'::regrole")).isZero();
  }

  @Test
  void aSubjectIsForgottenAndItsNeighboursStay() throws SQLException {
    for (var name : List.of("jo", "jolene")) {
      tables.run(
          "INSERT INTO analytics.trend_bucket VALUES ('2026-03-01T12:00Z', 1, 1, 7, true, 'user', $1, 'x', 'm', 1)",
          Tuple.of(name));
      tables.run("INSERT INTO analytics.trend_cache VALUES (now(), 1, $1, '1h', 'r', $2::text::jsonb)",
          Tuple.of(name, "[{\"subject\":\"user/" + name + "\"}]"));
      tables.run("INSERT INTO analytics.cross_platform_metrics (computed_at, complete_through, organization_id,"
          + " definition_version, peers, slot, shrunk, value, numerator, denominator, percentile, subject_type, subject_id,"
          + " platform, time_window, measure, metric, denominator_name, peer_group)"
          + " VALUES (now(), now(), 1, 1, 1, 7, true, 1, 1, 1, 0.5, 'user', $1, 'x', '1h', 'growth', 'm', 'd', 'g')",
          Tuple.of(name));
      tables.run(
          "INSERT INTO analytics.insight_registry (valid_until, begins_at, ends_at, organization_id, slot, basis,"
              + " insight_key, kind, subject_type, subject_id, platform, metric, sentence, evidence)"
              + " VALUES (now(), now(), now(), 1, 7, 0, $1, 'rose', 'user', $1, 'x', 'm', 'user/' || $1::text, '{}')",
          Tuple.of(name));
    }
    tables.run(
        "INSERT INTO analytics.trend_bucket VALUES ('2026-03-01T12:00Z', 1, 2, 7, true, 'user', 'jo', 'x', 'm', 1)",
        Tuple.tuple());

    tables.run("INSERT INTO analytics.trend_cache VALUES (now(), 1, 'z', '1h', 'r', $1::text::jsonb)",
        Tuple.of("[{\"creators\":{\"largest\":[{\"creator\":\"jo\"}]}}]"));
    for (var name : List.of("jo", "jolene")) {
      tables.run("INSERT INTO analytics.trend_creator VALUES"
          + " ('2026-03-01T12:00Z', 1, 1, 7, false, 'hashtag', $1, 'x', 'm', $1, 3)", Tuple.of(name));
    }

    try (var connection = tables.database().connect(); var statement = connection.createStatement()) {
      statement.execute("GRANT USAGE ON SCHEMA analytics TO groundswell_metrics");
      statement.execute("SET ROLE groundswell_metrics");
      try (var rows = statement.executeQuery("SELECT analytics.forget_trend_subject(1, 7::smallint, 'user', 'jo')")) {
        rows.next();
        assertThat(rows.getLong(1)).isEqualTo(1);
      }
    }

    assertThat(tables.count("SELECT count(*) FROM analytics.trend_bucket WHERE subject_id = 'jolene'")).isEqualTo(1);
    assertThat(tables.count("SELECT count(*) FROM analytics.trend_bucket WHERE organization_id = 2")).isEqualTo(1);
    assertThat(tables.count("SELECT count(*) FROM analytics.trend_cache WHERE board::text LIKE '%jo%'")).isEqualTo(1);
    for (var table : List.of("cross_platform_metrics", "insight_registry")) {
      assertThat(tables.count("SELECT count(*) FROM analytics." + table + " WHERE subject_id = 'jo'")).isZero();
      assertThat(tables.count("SELECT count(*) FROM analytics." + table + " WHERE subject_id = 'jolene'")).isEqualTo(1);
    }
    assertThat(tables.count("SELECT count(*) FROM analytics.trend_creator WHERE creator = 'jo'")).isZero();
    assertThat(tables.count("SELECT count(*) FROM analytics.trend_creator WHERE creator = '' AND total = 3"))
        .isEqualTo(1);
    assertThat(tables.count("SELECT count(*) FROM analytics.trend_creator WHERE creator = 'jolene'")).isEqualTo(1);
  }

  @Test
  void theUndoFilesTakeEverythingBack() throws SQLException, IOException {
    try (var connection = tables.database().connect(); var statement = connection.createStatement()) {
      for (var file : Stream.concat(UNDO_TO_NICHES.stream(),
          Stream.of("U2.6.0__rollback_creators.sql", "U2.5.0__rollback_announcements.sql",
              "U2.4.0__rollback_longer_counts.sql",
              "U2.3.0__rollback_forgetting.sql",
              "U2.0.1__rollback_trend_analysis_tables.sql", "U1.0.0__rollback_foundations.sql"))
          .toList()) {
        statement.execute(Files.readString(Path.of("src/main/resources/db/undo", file)));
      }
      try (var rows =
          statement.executeQuery("SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
              + " WHERE nspname = 'analytics' AND relkind IN ('r', 'p') AND relname <> 'flyway_trend'")) {
        rows.next();
        assertThat(rows.getInt(1)).isZero();
      }
    }
  }
}

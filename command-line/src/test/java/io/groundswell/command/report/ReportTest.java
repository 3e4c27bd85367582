package io.groundswell.command.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.CommandRun;
import io.groundswell.testkit.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static TestPostgres.Database database;

  @BeforeAll
  static void fill() throws SQLException {
    database = TestPostgres.freshDatabase();
    run("CREATE SCHEMA analytics");
    run("CREATE TABLE analytics.time_series_metrics (at timestamptz, subject_id int, ordinal smallint, note text, "
        + "PRIMARY KEY (subject_id, at, ordinal)) PARTITION BY RANGE (at)");
    run("CREATE TABLE analytics.first PARTITION OF analytics.time_series_metrics FOR VALUES FROM ('2026-01-01Z') TO "
        + "('2026-01-02Z')");
    run("CREATE TABLE analytics.second PARTITION OF analytics.time_series_metrics FOR VALUES FROM ('2026-01-02Z') TO "
        + "('2026-01-03Z')");
    run("CREATE INDEX by_note ON analytics.time_series_metrics (note)");
    run("INSERT INTO analytics.time_series_metrics SELECT timestamptz '2026-01-01Z' + n * interval '8 seconds', n, o, 'note '"
        + " || n FROM generate_series(1, 20000) AS n, generate_series(0, 1) AS o");
    run("CREATE TABLE analytics.metric_rollup_day (day date, sum numeric)");
    run("INSERT INTO analytics.metric_rollup_day SELECT '2026-01-01', n FROM generate_series(1, 5000) AS n");
    run("DELETE FROM analytics.metric_rollup_day WHERE sum::int % 5 <> 0");
    run("VACUUM ANALYZE");
    for (var table : new String[]{"never_analysed", "never_counted"}) {
      run("CREATE TABLE analytics." + table + " (n int) WITH (autovacuum_enabled = off)");
      run("INSERT INTO analytics." + table + " SELECT generate_series(1, 3000); SELECT pg_stat_force_next_flush()");
    }
    try (var connection = database.connectAsSuperuser(); var statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_reset_single_table_counters('analytics.never_counted'::regclass)");
    }
    run("CREATE TABLE analytics.empty (n int)");
    run("SET enable_seqscan = off; SELECT count(*) FROM analytics.first WHERE subject_id = 7; SELECT pg_stat_force_next_flush()");
  }

  @Test
  void sizesOfPartitionsAreAddedUpAndStandBesideTheEventsTheyAreFor() throws Exception {
    var report = report();

    var numbers = named(report, "tables", "table", "time_series_metrics");
    assertThat(numbers.get("relations").asInt()).isEqualTo(2);
    assertThat(numbers.get("rows").asInt()).isEqualTo(40_000);
    long total = count("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ('first', 'second')");
    assertThat(numbers.get("total").asLong()).isEqualTo(total);
    assertThat(numbers.get("heap").asLong() + numbers.get("index").asLong()).isLessThanOrEqualTo(total);
    var cost = report.get("perEvent");
    assertThat(cost.get("events").asInt()).as("two numbers each").isEqualTo(20_000);
    long figures = count("SELECT pg_total_relation_size('analytics.metric_rollup_day')");
    assertThat(cost.get("total").asDouble()).isEqualTo((total + figures) / 20_000.0);
    assertThat(cost.get("figures").asDouble()).isEqualTo(figures / 20_000.0);
  }

  @Test
  void aTableThatWasNeverAnalysedIsNotTakenForEmpty() throws Exception {
    var report = report();

    assertThat(named(report, "tables", "table", "never_analysed").get("rows").asInt()).isEqualTo(3_000);
    assertThat(named(report, "tables", "table", "never_counted").get("rows").isNull()).isTrue();
    assertThat(named(report, "tables", "table", "empty").get("rows").asText()).isEqualTo("0");
    assertThat(CommandRun.of("db", "report", "--postgres", login()).out())
        .containsPattern("never_counted +1 +[?] ");
  }

  @Test
  void wasteIsFoundWhereRowsHaveGone() throws Exception {
    var report = report();

    long heap = count("SELECT pg_relation_size('analytics.metric_rollup_day')");
    assertThat(named(report, "tables", "table", "metric_rollup_day").get("slack").asLong())
        .as("four fifths have gone").isBetween(heap * 6 / 10, heap * 9 / 10);
    var full = named(report, "tables", "table", "time_series_metrics");
    assertThat(full.get("slack").asLong()).isLessThan(full.get("heap").asLong() / 6);
  }

  @Test
  void indexesThatNobodyUsesAreNamedButForThoseThatKeepKeys() throws Exception {
    var report = report();

    assertThat(named(report, "indexes", "index", "by_note").get("unused").asBoolean()).isTrue();
    var key = named(report, "indexes", "index", "time_series_metrics_pkey");
    assertThat(key.get("unused").asBoolean()).isFalse();
    assertThat(key.get("bytes").asLong())
        .isEqualTo(
            count("SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relname IN ('first_pkey', 'second_pkey')"));
    var text = CommandRun.of("db", "report", "--postgres", login());
    assertThat(text.exitCode()).isZero();
    assertThat(text.out()).contains("20,000 events, each", "TABLE", "WASTE", "by_note")
        .containsPattern("by_note .* unused")
        .containsPattern("time_series_metrics +2 +40,000");
  }

  @Test
  void anotherDatabaseIsToldFromOurs() {
    var other = TestPostgres.freshDatabase();

    var run = CommandRun.of("db", "report", "--postgres", login(other));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("is this a Groundswell database?");
    assertThat(CommandRun.of("db").exitCode()).isEqualTo(2);
  }

  private static JsonNode report() throws IOException {
    var run = CommandRun.of("db", "report", "--json", "--postgres", login());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private static JsonNode named(JsonNode report, String list, String member, String name) {
    return report.get(list).valueStream().filter(each -> each.get(member).asText().equals(name)).findFirst()
        .orElseThrow();
  }

  private static String login() {
    return login(database);
  }

  private static String login(TestPostgres.Database of) {
    return of.url().replace("//", "//" + of.user() + ":" + of.password() + "@");
  }

  private static long count(String sql) throws SQLException {
    try (var connection = database.connect(); var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void run(String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

package io.groundswell.metrics;

import io.groundswell.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/// Tables large enough that PostgreSQL thinks about how to read them, and what it thinks. Ten organisations with 20,000
/// subjects and 200,000 numbers over 40 days.
public final class Plans {

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

  private static final String ROLES = """
      DO $$ DECLARE r text; BEGIN
        FOREACH r IN ARRAY ARRAY['ingest', 'metrics', 'trend', 'reader'] LOOP
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'groundswell_' || r) THEN
            EXECUTE 'CREATE ROLE groundswell_' || r || ' NOLOGIN';
          END IF;
        END LOOP;
      END $$""";

  private static final String[] DATA = {
      "SELECT analytics.ensure_partitions('2026-01-01', '2026-02-09')",
      "INSERT INTO analytics.measure (metric, platform, kind) SELECT 'm' || n, 'x', k FROM generate_series(1, 20) AS n, "
          + "unnest(ARRAY['delta', 'total']) AS k",
      "INSERT INTO analytics.subject (organization_id, type, external_id) SELECT 1 + n % 10, 'post', 'p' || n "
          + "FROM generate_series(1, 20000) AS n",
      "INSERT INTO analytics.time_series_metrics (organization_id, subject_id, observed_at, received_at, event_key, ordinal, "
          + "measure_id, value) SELECT 1 + s % 10, s, t, t, gen_random_uuid(), 0, 1 + n % 40, n % 100 FROM ("
          + "SELECT n, 1 + (n * 7919) % 20000 AS s, timestamptz '2026-01-01Z' + n * interval '17 seconds' AS t "
          + "FROM generate_series(1, 200000) AS n) AS g",
      "INSERT INTO analytics.analytics_events (organization_id, subject_id, event_timestamp, received_at, event_key, event_type, "
          + "event_source, platform, user_id) SELECT organization_id, subject_id, observed_at, received_at, event_key, 'like', 's', "
          + "'x', subject_id % 100 FROM analytics.time_series_metrics",
      "INSERT INTO analytics.metric_rollup_day (organization_id, subject_id, measure_id, day, events, sum, minimum, maximum, last_at, "
          + "last_key, last_value) SELECT organization_id, subject_id, measure_id, (observed_at AT TIME ZONE 'UTC')::date, count(*), "
          + "sum(value::numeric), min(value), max(value), max(observed_at), (array_agg(event_key))[1], max(value) "
          + "FROM analytics.time_series_metrics GROUP BY 1, 2, 3, 4",
      "INSERT INTO analytics.metric_top_quarter (organization_id, measure_id, quarter, subject_id, gain) SELECT organization_id, "
          + "measure_id, date_bin('15 minutes', observed_at, 'epoch'), subject_id, sum(value::numeric) "
          + "FROM analytics.time_series_metrics GROUP BY 1, 2, 3, 4",
      "ANALYZE"};

  private static final TestPostgres.Database DATABASE = fill();

  private Plans() {
  }

  /// How a query of organisation 1's reader would be carried out.
  ///
  /// @param literals for `$1`, `$2` …, as SQL
  public static String of(String sql, String... literals) throws SQLException {
    var written =
        PARAMETER.matcher(sql).replaceAll(found -> literals[Integer.parseInt(found.group(1)) - 1].replace("$", "\\$"));
    try (var connection = DATABASE.connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE groundswell_reader");
      statement.execute("SELECT set_config('app.organization', '1', false)");
      var rows = statement.executeQuery("EXPLAIN (COSTS OFF) " + written);
      var plan = new StringBuilder();
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
      return plan.toString();
    }
  }

  /// Tables that a plan reads from end to end, but those that are always small: names of metrics, days, and what is
  /// added up each second.
  public static List<String> readWhole(String plan) {
    return plan.lines().filter(line -> line.contains("Seq Scan on") && !line.contains("Seq Scan on measure")
        && !line.contains("Seq Scan on partition_day") && !line.contains("Seq Scan on metric_top_pending")).toList();
  }

  /// How many partitions a plan reads.
  public static long partitions(String plan) {
    return Pattern.compile("on (?:time_series_metrics|analytics_events)_\\d{8}").matcher(plan).results()
        .map(found -> found.group()).distinct().count();
  }

  private static TestPostgres.Database fill() {
    try {
      var database = TestPostgres.freshDatabase();
      try (var connection = database.connect()) {
        connection.createStatement().execute(ROLES);
        connection.createStatement().execute("CREATE SCHEMA analytics; SET search_path = analytics");
        for (var script : scripts()) {
          connection.setAutoCommit(false);
          connection.createStatement().execute(Files.readString(script));
          connection.commit();
          connection.setAutoCommit(true);
        }
        connection.createStatement().execute("GRANT USAGE ON SCHEMA analytics TO groundswell_reader");
        insert(connection);
      }
      return database;
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void insert(Connection connection) throws SQLException {
    for (var sql : DATA) {
      connection.createStatement().execute(sql);
    }
  }

  private static List<Path> scripts() {
    try (var files = Files.list(Path.of("src/main/resources/db/migration"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.groundswell.metrics;

import io.groundswell.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/// Tables large enough that PostgreSQL thinks about how to read them, and what it thinks. Ten organisations with 20,000
/// subjects and 200,000 numbers over 40 days.
public final class Plans {

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");
  private static final Pattern BLOCKS =
      Pattern.compile("\"Shared Hit Blocks\": (\\d+),\\s+\"Shared Read Blocks\": (\\d+)");

  private static final String ROLES = """
      DO $$ DECLARE r text; BEGIN
        FOREACH r IN ARRAY ARRAY['ingest', 'metrics', 'trend', 'reader'] LOOP
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'groundswell_' || r) THEN
            EXECUTE 'CREATE ROLE groundswell_' || r || ' NOLOGIN';
          END IF;
          EXECUTE 'GRANT groundswell_' || r || ' TO CURRENT_USER';
        END LOOP;
      END $$""";

  /// `-Dplans.rows=10000000` for the size that is promised; the plans are the same.
  public static final long ROWS = Long.getLong("plans.rows", 200_000);

  private static final String[] DATA = {
      "SELECT analytics.ensure_partitions('2026-01-01', '2026-02-09')",
      "INSERT INTO analytics.measure (metric, platform, kind) SELECT 'm' || n, 'x', k FROM generate_series(1, 20) AS n, "
          + "unnest(ARRAY['delta', 'total']) AS k",
      "INSERT INTO analytics.subject (organization_id, type, external_id) SELECT 1 + n % 10, 'post', 'p' || n "
          + "FROM generate_series(1, 20000) AS n",
      "INSERT INTO analytics.time_series_metrics (organization_id, subject_id, observed_at, received_at, event_key, ordinal, "
          + "measure_id, value) SELECT 1 + s % 10, s, t, t, gen_random_uuid(), 0, 1 + n % 40, n % 100 FROM ("
          + "SELECT n, 1 + (n * 7919) % 20000 AS s, timestamptz '2026-01-01Z' + n * interval '3400000 seconds' / {rows} AS t "
          + "FROM generate_series(1, {rows}) AS n) AS g",
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
      "INSERT INTO analytics.posts (organization_id, subject_id, platform, observed_at, first_seen, indexed_at, posted_at, creator_id, "
          + "text, clock) SELECT organization_id, id, 'x', t, t, t, t, 1 + id % 900, 'whale number ' || id, '' FROM (SELECT *, "
          + "timestamptz '2026-01-01Z' + id * interval '2 minutes' AS t FROM analytics.subject) AS s",
      "INSERT INTO analytics.search_word (organization_id, word) SELECT DISTINCT organization_id, 'w' || md5(id::text) FROM analytics.subject",
      "INSERT INTO analytics.creators (organization_id, subject_id, platform, observed_at, first_seen, indexed_at, follower_count, "
          + "clock) SELECT organization_id, id, 'x', now(), now(), now(), id % 1000, '' FROM analytics.subject",
      // All of one organisation, or its key would be as good as the indexes of what persons do; nearly all at one hour.
      "INSERT INTO analytics.person (organization_id, external_id) SELECT 1, 'u' || n FROM generate_series(1, 20000) AS n",
      "INSERT INTO analytics.user_temporal_metrics (organization_id, user_id, first_seen, last_seen, session_count, "
          + "binge_session_count, session_minutes, watch_seconds, extended_metrics) SELECT organization_id, id, now(), now(), 1, 0, 5, "
          + "id % 7000, jsonb_build_object('genres', jsonb_build_object('g' || id % 900, 1), 'hours', jsonb_build_object(CASE WHEN "
          + "id % 500 = 0 THEN '7' ELSE '20' END, 1), 'actions', jsonb_build_object('a' || id % 900, 1)) FROM analytics.person",
      "INSERT INTO analytics.quality_metrics (organization_id, subject_id, platform, observed_at, event_key, rating) SELECT "
          + "organization_id, id, 'x', now() + n * interval '1 s', gen_random_uuid(), 5 FROM analytics.subject, generate_series(1, 3) AS n",
      "INSERT INTO analytics.performance_logs (organization_id, at, duration_ms, response_size_bytes, status, cache_hit, endpoint, "
          + "kept_because) SELECT 1 + n % 10, timestamptz '2026-01-01Z' + n * interval '1 minute', 7, 7, 200, false, 'GET /v1/stats', "
          + "'sampled' FROM generate_series(1, 50000) AS n",
      "INSERT INTO analytics.quarantine (consumer, topic, kpartition, koffset, appended_at, quarantined_at, organization_id, reason, "
          + "detail) SELECT 'c', 't', n % 12, n, now(), timestamptz '2026-01-01Z' + n * interval '1 minute', nullif(n % 11, 0), 'r', 'd' "
          + "FROM generate_series(1, 30000) AS n",
      "INSERT INTO analytics.quarantine_audit (organization_id, quarantine_id, key_id, action, reason) SELECT organization_id, id, 'k', "
          + "'discard', 'r' FROM analytics.quarantine WHERE organization_id IS NOT NULL",
      "INSERT INTO analytics.accounting (organization_id, source, minute, kpartition, stored, duplicate, quarantined) SELECT 1 + n % 10, "
          + "'s' || n % 9, timestamptz '2026-01-01Z' + n * interval '1 minute', 0, 1, 0, 0 FROM generate_series(1, 50000) AS n",
      "INSERT INTO analytics.content_hour (organization_id, platform, hour, posts, creators, kpartition) SELECT 1 + n % 10, 'x', "
          + "timestamptz '2020-01-01Z' + n * interval '1 hour', 1, 1, 0 FROM generate_series(1, 40000) AS n",
      "INSERT INTO analytics.audit_finding (organization_id, subject_id, measure_id, day) SELECT organization_id, id, 1, '2026-01-01' "
          + "FROM analytics.subject",
      "INSERT INTO analytics.personality_analysis SELECT now(), organization_id, id, 'x', '{}', '{}', '{}' FROM analytics.subject",
      "INSERT INTO analytics.media_files (observed_at, id, organization_id, url) SELECT now(), md5(id::text)::uuid, organization_id, "
          + "'https://v/' || id FROM analytics.subject",
      "INSERT INTO analytics.post_media_links (media_id, organization_id, subject_id, place, platform) SELECT md5(id::text)::uuid, "
          + "organization_id, id, 0, 'x' FROM analytics.subject",
      "INSERT INTO analytics.metric_sketch_day (events, organization_id, subject_id, measure_id, day) SELECT 1, organization_id, "
          + "subject_id, measure_id, day FROM analytics.metric_rollup_day",
      // The vacuum brings what waits beside the GIN indexes into them, as it does in time by itself.
      "VACUUM analytics.posts, analytics.search_word, analytics.user_temporal_metrics", "ANALYZE"};

  private static final TestPostgres.Database DATABASE = fill();

  private Plans() {
  }

  /// How a query of organisation 1's reader would be carried out.
  ///
  /// @param literals for `$1`, `$2` …, as SQL
  public static String of(String sql, String... literals) throws SQLException {
    return explained("COSTS OFF", sql, literals);
  }

  /// How many blocks of 8 KB it really looks at, of tables and indexes: a walk along a whole index shows here, though
  /// no table is read from end to end.
  public static long blocks(String sql, String... literals) throws SQLException {
    var plan = explained("ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON", sql, literals);
    var hit = BLOCKS.matcher(plan);
    if (!hit.find()) {
      throw new IllegalStateException(plan);
    }
    // Of the topmost node, which counts all below it.
    return Long.parseLong(hit.group(1)) + Long.parseLong(hit.group(2));
  }

  private static String explained(String how, String sql, String... literals) throws SQLException {
    var written =
        PARAMETER.matcher(sql).replaceAll(found -> literals[Integer.parseInt(found.group(1)) - 1].replace("$", "\\$"));
    try (var connection = DATABASE.connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE groundswell_reader");
      statement.execute("SELECT set_config('app.organization', '1', false)");
      var rows = statement.executeQuery("EXPLAIN (" + how + ") " + written);
      var plan = new StringBuilder();
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
      return plan.toString();
    }
  }

  /// The same as the owner of the tables: how it is carried out within a function of theirs, in a session in which a
  /// reader was the first to ask, as those of a pool are.
  public static String asOwner(String sql) throws SQLException {
    try (var connection = DATABASE.connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE groundswell_reader");
      statement.execute("SELECT set_config('app.organization', '1', false)");
      statement.execute("SELECT * FROM analytics.posts LIMIT 1");
      statement.execute("RESET ROLE");
      var rows = statement.executeQuery("EXPLAIN (COSTS OFF) " + sql);
      var plan = new StringBuilder();
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
      return plan.toString();
    }
  }

  /// Tables that a plan reads from end to end, but those that are always small: names of metrics, days, consumers,
  /// jobs, genres, rules, and what is added up each second.
  public static List<String> readWhole(String plan) {
    return plan.lines().filter(line -> line.contains("Seq Scan on") && !line.contains("Seq Scan on measure")
        && !line.contains("Seq Scan on partition_day") && !line.contains("Seq Scan on metric_top_pending")
        && !line.contains("Seq Scan on consumer_offset") && !line.contains("Seq Scan on skipped_range")
        && !line.contains("Seq Scan on audit_day") && !line.contains("Seq Scan on rollup_change")
        && !line.contains("Seq Scan on job_run") && !line.contains("Seq Scan on genre_mappings")
        && !line.contains("Seq Scan on retention")).toList();
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
        for (var script : Scripts.of("migration")) {
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
      connection.createStatement().execute(sql.replace("{rows}", Long.toString(ROWS)));
    }
  }
}

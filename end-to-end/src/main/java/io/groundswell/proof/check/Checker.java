package io.groundswell.proof.check;

import io.groundswell.proof.check.Verdict.Violation;
import io.groundswell.proof.traffic.Outcomes;
import io.groundswell.proof.traffic.Traffic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compares what is stored with what was sent. Every check is a query for offenders: no rows, no violation.
public final class Checker {

  private static final int EXAMPLES = 3;

  private record Check(Invariant invariant, String what, String offenders) {
  }

  private static final List<Check> RECORD = List.of(
      new Check(Invariant.I1, "lost: accepted, but neither stored nor quarantined", """
          SELECT e.number, e.event_key, e.type, e.observed_at FROM proof.event e
          WHERE e.outcome = 'ACCEPTED' AND NOT EXISTS (SELECT FROM proof.stored s WHERE s.event_key = e.event_key)
            AND NOT EXISTS (SELECT FROM proof.quarantined q WHERE q.event_key = e.event_key)"""),
      new Check(Invariant.I1, "stored and quarantined at once", """
          SELECT q.event_key, q.reason FROM proof.quarantined q JOIN proof.stored s USING (event_key)"""),
      new Check(Invariant.I1, "quarantined without need: nothing is wrong with these events", """
          SELECT e.number, e.event_key, q.reason FROM proof.quarantined q JOIN proof.event e USING (event_key)"""),
      new Check(Invariant.I2, "stored under more than one identity", """
          SELECT event_key, count(*) FROM proof.stored GROUP BY event_key HAVING count(*) > 1"""),
      new Check(Invariant.I2, "a number of an event stored more than once", """
          SELECT event_key, measure_id, count(*) FROM analytics.time_series_metrics
          GROUP BY event_key, measure_id HAVING count(*) > 1"""),
      new Check(Invariant.I2, "content stored more than once", """
          SELECT event_key, count(*) FROM analytics.analytics_events GROUP BY event_key HAVING count(*) > 1"""),
      new Check(Invariant.I3, "stored, but never sent or rejected", """
          SELECT s.event_key, s.observed_at, e.outcome FROM proof.stored s LEFT JOIN proof.event e USING (event_key)
          WHERE e.event_key IS NULL OR e.outcome = 'REJECTED'"""),
      new Check(Invariant.I3, "content stored of an event that was never sent or rejected", """
          SELECT a.event_key, a.event_type, e.outcome
          FROM analytics.analytics_events a LEFT JOIN proof.event e USING (event_key)
          WHERE e.event_key IS NULL OR e.outcome = 'REJECTED'"""),
      new Check(Invariant.I4, "an unknown outcome that is there more than once", """
          SELECT e.number, e.event_key, count(*)
          FROM proof.event e JOIN (
            SELECT event_key FROM proof.stored UNION ALL SELECT event_key FROM proof.quarantined) AS t USING (event_key)
          WHERE e.outcome = 'UNKNOWN' GROUP BY e.number, e.event_key HAVING count(*) > 1"""),
      new Check(Invariant.I5, "numbers that differ from those sent (- only sent, + only stored)",
          differences("proof.sent_number", "proof.stored_number")),
      new Check(Invariant.I5, "content that differs from what was sent (- only sent, + only stored)",
          differences("proof.sent_content", "proof.stored_content")),
      new Check(Invariant.I6, "rollups by day that differ (- recomputed, + kept)",
          differences("proof.recomputed_day", "proof.kept_day")),
      new Check(Invariant.I6, "trend-service's buckets of five minutes that differ (- recomputed, + kept)",
          differences("proof.recomputed_bucket", "proof.kept_bucket")),
      new Check(Invariant.I8, "latest values that differ (- of what was sent, + kept)",
          differences("proof.sent_latest", "proof.kept_latest")),
      new Check(Invariant.I10, "rows of an organisation that did not send them", """
          SELECT e.event_key, e.organization, t.organization_id
          FROM proof.event e JOIN analytics.time_series_metrics t USING (event_key)
            JOIN analytics.subject s ON s.id = t.subject_id
          WHERE t.organization_id <> e.organization OR s.organization_id <> e.organization"""),
      new Check(Invariant.I11, "posts that differ (- of what was sent, + kept)",
          differences("proof.sent_post", "proof.kept_post")),
      new Check(Invariant.I11, "creators that differ (- of what was sent, + kept)",
          differences("proof.sent_creator", "proof.kept_creator")));

  private static final List<Check> BOOKS = List.of(
      new Check(Invariant.I7,
          "accounting differs from the rows, by organisation, source and minute (- counted, + kept)",
          differences("proof.counted_minutes", "proof.kept_minutes")),
      new Check(Invariant.I7, "totals of the accounting differ from those of the offsets", """
          SELECT * FROM (SELECT sum(stored) AS stored, sum(duplicate) AS duplicate, sum(quarantined) AS quarantined
            FROM analytics.accounting) AS a, (SELECT sum(stored) AS stored, sum(duplicate) AS duplicate,
            sum(quarantined) AS quarantined FROM analytics.consumer_offset) AS o
          WHERE (a.stored, a.duplicate, a.quarantined) IS DISTINCT FROM (o.stored, o.duplicate, o.quarantined)"""),
      new Check(Invariant.I7, "events in the tables are not as many as the offsets say were stored", """
          SELECT * FROM (SELECT count(*) AS found FROM proof.stored) AS s,
            (SELECT coalesce(sum(stored), 0) AS counted FROM analytics.consumer_offset) AS o WHERE found <> counted"""),
      new Check(Invariant.I7, "records in the quarantine are not as many as the offsets say", """
          SELECT * FROM (SELECT count(*) AS found FROM analytics.quarantine) AS q,
            (SELECT coalesce(sum(quarantined), 0) AS counted FROM analytics.consumer_offset) AS o
          WHERE found <> counted"""));

  /// The two sides of the comparisons, as views over what was sent and what is stored. `double precision` becomes a
  /// decimal by its shortest form of 15 digits, which is what was sent. trend-service counts 28 days back; two days
  /// less are compared, so that a midnight in between does no harm.
  private static final String VIEWS = """
      CREATE VIEW proof.trend_horizon AS
        SELECT (date_trunc('day', now() AT TIME ZONE 'UTC') - interval '26 days') AT TIME ZONE 'UTC' AS since;
      CREATE VIEW proof.sent_number AS
        SELECT e.event_key, e.organization, e.subject_type, e.subject_id, e.observed_at, e.platform, r.metric, r.kind, r.value
        FROM proof.event e JOIN proof.reading r USING (event_key)
        WHERE EXISTS (SELECT FROM proof.stored s WHERE s.event_key = e.event_key);
      CREATE VIEW proof.stored_number AS
        SELECT t.event_key, t.organization_id, s.type, s.external_id, t.observed_at, m.platform, m.metric, m.kind,
          t.value::numeric
        FROM analytics.time_series_metrics t JOIN analytics.subject s ON s.id = t.subject_id
          JOIN analytics.measure m ON m.id = t.measure_id
        WHERE EXISTS (SELECT FROM proof.event e WHERE e.event_key = t.event_key);
      CREATE VIEW proof.sent_content AS
        SELECT e.event_key, e.organization, e.subject_type, e.subject_id, e.observed_at, e.platform, e.type, e.source,
          e.extra ->> 'userid' AS userid, e.extra ->> 'niche' AS niche,
          CASE WHEN e.type <> 'metric.observed' THEN e.data END AS data
        FROM proof.event e
        WHERE (e.type <> 'metric.observed' OR e.extra - 'sampledrate' <> '{}')
          AND EXISTS (SELECT FROM proof.stored s WHERE s.event_key = e.event_key);
      CREATE VIEW proof.stored_content AS
        SELECT a.event_key, a.organization_id, s.type, s.external_id, a.event_timestamp, a.platform, a.event_type,
          a.event_source, p.external_id AS userid, a.niche, a.event_data
        FROM analytics.analytics_events a JOIN analytics.subject s ON s.id = a.subject_id
          LEFT JOIN analytics.person p ON p.id = a.user_id
        WHERE EXISTS (SELECT FROM proof.event e WHERE e.event_key = a.event_key);
      CREATE VIEW proof.recomputed_day AS
        SELECT organization_id, subject_id, measure_id, (observed_at AT TIME ZONE 'UTC')::date AS day, count(*) AS events,
          sum(value::numeric) AS sum, min(value) AS minimum, max(value) AS maximum,
          (array_agg(value ORDER BY observed_at DESC, event_key DESC))[1] AS last_value, max(observed_at) AS last_at
        FROM analytics.time_series_metrics WHERE measure_id <> 0 GROUP BY 1, 2, 3, 4;
      CREATE VIEW proof.kept_day AS
        SELECT organization_id, subject_id, measure_id, day, events, sum, minimum, maximum, last_value, last_at
        FROM analytics.metric_rollup_day WHERE measure_id <> 0;
      CREATE VIEW proof.sent_latest AS
        SELECT DISTINCT ON (organization, subject_type, subject_id, platform, metric, kind)
          organization, subject_type, subject_id, platform, metric, kind, observed_at, value
        FROM proof.sent_number
        ORDER BY organization, subject_type, subject_id, platform, metric, kind, observed_at DESC, event_key DESC;
      CREATE VIEW proof.kept_latest AS
        SELECT DISTINCT ON (r.organization_id, s.type, s.external_id, m.platform, m.metric, m.kind)
          r.organization_id, s.type, s.external_id, m.platform, m.metric, m.kind, r.last_at, r.last_value::numeric
        FROM analytics.metric_rollup_day r JOIN analytics.subject s ON s.id = r.subject_id
          JOIN analytics.measure m ON m.id = r.measure_id
        ORDER BY r.organization_id, s.type, s.external_id, m.platform, m.metric, m.kind, r.day DESC;
      CREATE VIEW proof.sent_profile AS
        SELECT e.* FROM proof.event e
        WHERE e.type IN ('post.updated', 'creator.updated')
          AND EXISTS (SELECT FROM proof.stored s WHERE s.event_key = e.event_key);
      CREATE VIEW proof.sent_post AS
        SELECT organization, subject_type, subject_id, platform, min(observed_at) AS first_seen,
          min(observed_at) AS posted_at, max(observed_at) AS observed_at,
          (array_agg(data ->> 'text' ORDER BY observed_at DESC))[1] AS text,
          (array_agg(data ->> 'permalink' ORDER BY observed_at DESC) FILTER (WHERE data ->> 'permalink' <> ''))[1] AS permalink
        FROM proof.sent_profile WHERE type = 'post.updated' GROUP BY 1, 2, 3, 4;
      CREATE VIEW proof.kept_post AS
        SELECT p.organization_id, s.type, s.external_id, p.platform, p.first_seen, p.posted_at, p.observed_at, p.text,
          p.permalink
        FROM analytics.posts p JOIN analytics.subject s ON s.id = p.subject_id
        WHERE p.organization_id IN (SELECT organization FROM proof.event);
      CREATE VIEW proof.sent_creator AS
        SELECT organization, subject_type, subject_id, platform, min(observed_at) AS first_seen,
          max(observed_at) AS observed_at, (array_agg(data ->> 'username' ORDER BY observed_at DESC))[1] AS username,
          (array_agg(data ->> 'follower_count' ORDER BY observed_at DESC))[1]::bigint AS followers,
          (array_agg(data ->> 'display_name' ORDER BY observed_at DESC) FILTER (WHERE data ->> 'display_name' <> ''))[1]
            AS display_name
        FROM proof.sent_profile WHERE type = 'creator.updated' GROUP BY 1, 2, 3, 4;
      CREATE VIEW proof.kept_creator AS
        SELECT c.organization_id, s.type, s.external_id, c.platform, c.first_seen, c.observed_at, c.username,
          c.follower_count, c.display_name
        FROM analytics.creators c JOIN analytics.subject s ON s.id = c.subject_id
        WHERE c.organization_id IN (SELECT organization FROM proof.event);
      CREATE VIEW proof.recomputed_bucket AS
        SELECT organization, subject_type, subject_id, platform, metric,
          date_bin('5 minutes', observed_at, timestamptz 'epoch') AS bucket, count(*) AS events, sum(value) AS total
        FROM proof.sent_number
        WHERE kind = 'delta' AND observed_at >= (SELECT since FROM proof.trend_horizon) GROUP BY 1, 2, 3, 4, 5, 6;
      CREATE VIEW proof.kept_bucket AS
        SELECT organization_id, subject_type, subject_id, platform, metric, bucket_start,
          sum(events)::bigint AS events, sum(total) AS total
        FROM analytics.trend_bucket
        WHERE bucket_start >= (SELECT since FROM proof.trend_horizon)
          AND organization_id IN (SELECT organization FROM proof.event) GROUP BY 1, 2, 3, 4, 5, 6;
      CREATE VIEW proof.counted_minutes AS
        SELECT s.organization_id, e.source, date_trunc('minute', s.received_at) AS minute, count(*) AS stored
        FROM proof.stored s JOIN proof.event e USING (event_key) GROUP BY 1, 2, 3;
      CREATE VIEW proof.kept_minutes AS
        SELECT organization_id, source, minute, sum(stored)::bigint AS stored FROM analytics.accounting
        WHERE stored > 0 GROUP BY 1, 2, 3""";

  private Checker() {
  }

  /// Judges a system at rest. Leaves the schema `proof` behind, for whoever wants to look closer.
  ///
  /// @param total how many events of the traffic there were; those the journal does not know were not sent
  public static Verdict check(Database database, String bootstrapServers, Traffic traffic, Outcomes outcomes,
      long total)
      throws SQLException {
    var ends = EndOffsets.ask(bootstrapServers);
    var violations = new ArrayList<Violation>();
    var figures = new LinkedHashMap<String, Long>();
    try (var connection = database.connect()) {
      SentTables.fill(connection, traffic, outcomes, total, ends);
      try (var statement = connection.createStatement()) {
        statement.execute("SET work_mem = '256MB'");
        statement.execute(VIEWS);
      }
      RECORD.forEach(check -> run(connection, check, violations));
      BOOKS.forEach(check -> run(connection, check, violations));
      for (var table : Rest.OFFSET_TABLES) {
        offsets(table).forEach(check -> run(connection, check, violations));
      }
      figures.putAll(figures(connection));
    }
    figures.put("records on the topics", ends.records());
    figures.put("requests of unknown outcome", outcomes.unknownRequests());
    figures.put("sends of events", outcomes.sends());
    return new Verdict(figures, violations);
  }

  private static List<Check> offsets(String table) {
    return List.of(
        new Check(Invariant.I7, table + " does not stand where Kafka ends", """
            SELECT e.topic, e.kpartition, e.end_offset, o.next_offset
            FROM proof.end_offset e LEFT JOIN {table} o USING (topic, kpartition)
            WHERE coalesce(o.next_offset, 0) <> e.end_offset""".replace("{table}", table)),
        new Check(Invariant.I7, table + " does not account for every offset it passed", """
            SELECT topic, kpartition, start_offset, next_offset, stored, duplicate, quarantined, skipped FROM {table}
            WHERE next_offset - start_offset + former <> stored + duplicate + quarantined + skipped
              OR start_offset <> 0 OR skipped <> 0""".replace("{table}", table)));
  }

  /// What the two sides do not have in common, `-` for the first, `+` for the second; rows that stand twice count
  /// twice.
  private static String differences(String first, String second) {
    return """
        (SELECT '-', * FROM (TABLE {first} EXCEPT ALL TABLE {second}) AS a)
        UNION ALL (SELECT '+', * FROM (TABLE {second} EXCEPT ALL TABLE {first}) AS b)"""
        .replace("{first}", first)
        .replace("{second}", second);
  }

  private static void run(Connection connection, Check check, List<Violation> violations) {
    try (var statement = connection.createStatement()) {
      statement.setFetchSize(1_000);
      connection.setAutoCommit(false);
      var examples = new ArrayList<String>();
      long count = 0;
      try (var rows = statement.executeQuery(check.offenders)) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          if (count++ < EXAMPLES) {
            var row = new ArrayList<String>();
            for (int i = 1; i <= columns; i++) {
              row.add(String.valueOf(rows.getString(i)));
            }
            examples.add(String.join(" ", row));
          }
        }
      }
      connection.setAutoCommit(true);
      if (count > 0) {
        violations.add(new Violation(check.invariant, check.what, count, examples));
      }
    } catch (SQLException failed) {
      throw new IllegalStateException("cannot check " + check.invariant + ", " + check.what, failed);
    }
  }

  private static Map<String, Long> figures(Connection connection) throws SQLException {
    var figures = new LinkedHashMap<String, Long>();
    try (var statement = connection.createStatement(); var rows = statement.executeQuery("""
        SELECT 'events ' || lower(outcome), count(*) FROM proof.event GROUP BY 1
        UNION ALL SELECT 'unknown outcomes that were stored', count(*) FROM proof.event JOIN proof.stored USING (event_key)
          WHERE outcome = 'UNKNOWN'
        UNION ALL SELECT 'events stored', count(*) FROM proof.stored
        UNION ALL SELECT 'rows stored', count(*) FROM analytics.time_series_metrics
        UNION ALL SELECT 'rollup rows', count(*) FROM analytics.metric_rollup_day
        UNION ALL SELECT 'posts and creators kept', (SELECT count(*) FROM analytics.posts) + (SELECT count(*) FROM analytics.creators)
        UNION ALL SELECT 'records counted as duplicate', coalesce(sum(duplicate), 0)::bigint FROM analytics.consumer_offset
        UNION ALL SELECT 'records quarantined', count(*) FROM analytics.quarantine""")) {
      while (rows.next()) {
        figures.put(rows.getString(1), rows.getLong(2));
      }
    }
    return figures;
  }
}

package io.groundswell.metrics.capacity;

import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;

/// Asks PostgreSQL how large things are.
final class StorageReads {

  /// A partition holds hours, a day or several, and is named after its first day; one of hours is itself a table of
  /// partitions, and has no bytes of its own. What is of today alone is not finished; of what holds several days today
  /// counts as far as it has come. One without any event says nothing of growth.
  private static final String STORAGE = """
      SELECT pg_database_size(current_database()) AS bytes,
        (SELECT (sum(size) / sum(days))::bigint FROM (
          SELECT span.days, sum(pg_total_relation_size(leaf.relid)) AS size
          FROM (
            SELECT partition_start, count(*) FILTER (WHERE day < $1::date)
                + count(*) FILTER (WHERE day = $1::date) * least(1, greatest(0,
                  extract(epoch FROM now() - $1::date::timestamp AT TIME ZONE 'UTC') / 86400)) AS days
            FROM analytics.partition_day WHERE partition_start < $1::date AND partition_start >= $1::date - 38
            GROUP BY partition_start HAVING max(day) >= $1::date - 7) AS span,
            LATERAL (VALUES ('time_series_metrics'), ('analytics_events')) AS parent (name),
            LATERAL to_regclass('analytics.' || parent.name || '_' || to_char(span.partition_start, 'YYYYMMDD')) AS relation,
            LATERAL pg_partition_tree(relation) AS leaf
          WHERE relation IS NOT NULL
          GROUP BY span.partition_start, span.days HAVING sum(pg_relation_size(leaf.relid)) > 0) AS begun) AS bytes_per_day,
        (SELECT max(day) FROM (
          SELECT day, day - (row_number() OVER (ORDER BY day))::int AS run
          FROM analytics.partition_day WHERE day >= $1::date) AS ahead
         WHERE run = $1::date - 1) AS made_until,
        (SELECT min(day) FROM analytics.partition_day) AS oldest""";

  private StorageReads() {
  }

  static Storage storage(ScopedReads.Queries queries, LocalDate today) {
    return from(queries.run(STORAGE, Tuple.of(today)).iterator().next());
  }

  private static Storage from(Row row) {
    return new Storage(row.getLong("bytes"), row.getLong("bytes_per_day"), row.getLocalDate("made_until"),
        row.getLocalDate("oldest"));
  }
}

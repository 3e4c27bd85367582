package io.groundswell.metrics.capacity;

import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;

/// Asks PostgreSQL how large things are.
final class StorageReads {

  /// Today's tables are not finished, and a day without any event says nothing of growth.
  private static final String STORAGE = """
      SELECT pg_database_size(current_database()) AS bytes,
        (SELECT avg(size)::bigint FROM (
          SELECT sum(pg_total_relation_size(relation)) AS size
          FROM analytics.partition_day,
            LATERAL (VALUES ('time_series_metrics'), ('analytics_events')) AS parent (name),
            LATERAL to_regclass('analytics.' || parent.name || '_' || to_char(day, 'YYYYMMDD')) AS relation
          WHERE day >= $1::date - 7 AND day < $1::date AND relation IS NOT NULL AND pg_relation_size(relation) > 0
          GROUP BY day) AS finished) AS bytes_per_day,
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

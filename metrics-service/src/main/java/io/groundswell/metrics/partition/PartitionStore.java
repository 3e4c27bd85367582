package io.groundswell.metrics.partition;

import io.groundswell.groundwork.schema.Borrowed;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;

/// What the database knows of days and declarations. Blocks.
@ApplicationScoped
class PartitionStore {

  private static final String DAYS =
      """
      SELECT day, false AS archived FROM analytics.partition_day UNION ALL SELECT day, true FROM analytics.archived_day""";
  private static final String ENSURE = "SELECT analytics.ensure_partitions($1, $2, $3) AS made";
  // The view is the ingest-service's and appears with its first migration.
  private static final String ARE_RANGES_PUBLISHED =
      "SELECT to_regclass('analytics.published_backfill_ranges') IS NOT NULL AS published";
  private static final String RANGES =
      "SELECT organization_id, range_from, range_to FROM analytics.published_backfill_ranges";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Pool pool;

  PartitionStore(Pool pool) {
    this.pool = pool;
  }

  /// What stands and what is archived, of one moment.
  Days days() {
    var days = new Days(new HashSet<>(), new HashSet<>());
    run(DAYS, Tuple.tuple())
        .forEach(row -> (row.getBoolean("archived") ? days.archived : days.standing).add(row.getLocalDate("day")));
    return days;
  }

  /// @param archived take no row any more, and no partition until they are restored
  record Days(Set<LocalDate> standing, Set<LocalDate> archived) {
  }

  List<DeclaredRange> declared() {
    if (!run(ARE_RANGES_PUBLISHED, Tuple.tuple()).iterator().next().getBoolean("published")) {
      return List.of();
    }
    return StreamSupport.stream(run(RANGES, Tuple.tuple()).spliterator(), false).map(PartitionStore::range).toList();
  }

  /// Makes the days that are missing. Does nothing when another replica is making some.
  void ensure(DaySpan span, PartitionInterval interval) {
    run(ENSURE, Tuple.of(span.first(), span.last(), interval.hours()));
  }

  private static DeclaredRange range(Row row) {
    return new DeclaredRange(row.getInteger("organization_id"), row.getOffsetDateTime("range_from").toInstant(),
        row.getOffsetDateTime("range_to").toInstant());
  }

  private RowSet<Row> run(String sql, Tuple arguments) {
    return await(Borrowed.query(pool, sql, arguments));
  }

  private static <T> T await(Future<T> answer) {
    try {
      return answer.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(String.valueOf(failed.getCause()), failed.getCause());
    } catch (TimeoutException silent) {
      throw new IllegalStateException("the database does not answer", silent);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stopping);
    }
  }
}

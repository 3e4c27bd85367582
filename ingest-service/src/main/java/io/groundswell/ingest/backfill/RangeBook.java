package io.groundswell.ingest.backfill;

import io.groundswell.groundwork.schema.Borrowed;
import io.groundswell.groundwork.schema.Migrator;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What was declared, and which of it stands. The snapshot is refreshed every few seconds, and at once when a
/// declaration waits or an event seems to lie outside: another replica may have just declared its range. While the
/// database is away the last snapshot stays in force.
@ApplicationScoped
public class RangeBook {

  private static final Logger LOG = Logger.getLogger(RangeBook.class);
  private static final long LOOK_MILLIS = 3_000;

  /// Finding the row again needs an update that changes nothing: DO NOTHING returns no row.
  private static final String DECLARE = """
      INSERT INTO analytics.backfill_ranges (organization_id, range_from, range_to) VALUES ($1, $2, $3)
      ON CONFLICT (organization_id, range_from, range_to) DO UPDATE SET organization_id = excluded.organization_id
      RETURNING id""";

  /// A range stands when each of its days, in UTC, has its partitions.
  private static final String SELECT_READY = """
      WITH ready AS MATERIALIZED (SELECT day FROM analytics.published_partition_days)
      SELECT id, organization_id, range_from, range_to FROM analytics.backfill_ranges r
      WHERE NOT EXISTS (
        SELECT FROM generate_series(
          (r.range_from AT TIME ZONE 'UTC')::date,
          ((r.range_to - interval '1 microsecond') AT TIME ZONE 'UTC')::date, interval '1 day') AS needed (day)
        WHERE needed.day::date NOT IN (SELECT day FROM ready))""";

  private final Pool pool;
  private final Vertx vertx;
  private final Migrator migrator;
  private final BackfillConfig config;
  private volatile ReadyRanges ready = ReadyRanges.NONE;
  private @Nullable Future<ReadyRanges> underway;
  private volatile long timer = -1;

  RangeBook(Pool pool, Vertx vertx, Migrator migrator, BackfillConfig config) {
    this.pool = pool;
    this.vertx = vertx;
    this.migrator = migrator;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(config.refreshEvery().toMillis(), tick -> {
      if (migrator.isDone()) {
        refresh().onFailure(away -> LOG.debugf("backfill ranges not refreshed: %s", away.getMessage()));
      }
    });
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  /// The latest snapshot.
  public ReadyRanges ready() {
    return ready;
  }

  /// A snapshot that was begun at that moment ([System#nanoTime]) or later. Callers share one query.
  public Future<ReadyRanges> since(long nanos) {
    var latest = ready;
    if (latest.isSince(nanos)) {
      return Future.succeededFuture(latest);
    }
    return refresh().compose(fresh -> fresh.isSince(nanos) ? Future.succeededFuture(fresh) : refresh());
  }

  /// Notes what an organisation is going to send; the same range again gives the same id.
  Future<UUID> declare(int organization, ReadyRanges.Range range) {
    var row = Tuple.of(organization, OffsetDateTime.ofInstant(range.from(), ZoneOffset.UTC),
        OffsetDateTime.ofInstant(range.to(), ZoneOffset.UTC));
    return Borrowed.query(pool, DECLARE, row)
        .map(rows -> rows.iterator().next().getUUID("id"));
  }

  private synchronized Future<ReadyRanges> refresh() {
    var asked = underway;
    // Asked for each time instead of being told: an answer that is there at once would come before we could note the
    // question, and be taken for the answer to all that follow.
    if (asked == null || asked.isComplete()) {
      long begun = System.nanoTime();
      asked = Borrowed.query(pool, SELECT_READY)
          .timeout(LOOK_MILLIS, TimeUnit.MILLISECONDS)
          .map(rows -> from(rows, begun))
          .onSuccess(fresh -> ready = fresh);
      underway = asked;
    }
    return asked;
  }

  private static ReadyRanges from(RowSet<Row> rows, long begun) {
    var ranges = new HashMap<Integer, List<ReadyRanges.Range>>();
    var ids = new HashSet<UUID>();
    for (var row : rows) {
      ids.add(row.getUUID("id"));
      ranges.computeIfAbsent(row.getInteger("organization_id"), none -> new ArrayList<>())
          .add(new ReadyRanges.Range(row.getOffsetDateTime("range_from").toInstant(),
              row.getOffsetDateTime("range_to").toInstant()));
    }
    return new ReadyRanges(ranges, ids, begun);
  }
}

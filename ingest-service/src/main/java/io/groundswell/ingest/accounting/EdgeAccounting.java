package io.groundswell.ingest.accounting;

import io.groundswell.groundwork.schema.Borrowed;
import io.groundswell.groundwork.schema.Migrator;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Counts what the edge answered and writes the counts every second. A row holds the whole count of this process for
/// its minute, and counts only grow: so writing it again after an unknown outcome changes nothing, and of two writes
/// that overtake each other the later count stays. Exact but for what a hard kill takes.
@ApplicationScoped
public class EdgeAccounting {

  private static final Logger LOG = Logger.getLogger(EdgeAccounting.class);
  /// A count is forgotten once written and so old that no request of its minute can still be open.
  private static final Duration KEEP = Duration.ofMinutes(5);
  private static final long LAST_FLUSH_SECONDS = 5;
  private static final int LAST = Interceptor.Priority.PLATFORM_AFTER;

  private static final String WRITE = """
      INSERT INTO analytics.edge_accounting AS kept (organization_id, source, minute, edge, accepted, rejected, unknown)
      SELECT organization_id, source, minute, $1, accepted, rejected, unknown
      FROM unnest($2::int[], $3::text[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::bigint[])
        AS counted (organization_id, source, minute, accepted, rejected, unknown)
      ON CONFLICT (organization_id, source, minute, edge)
      DO UPDATE SET accepted = greatest(kept.accepted, excluded.accepted),
        rejected = greatest(kept.rejected, excluded.rejected), unknown = greatest(kept.unknown, excluded.unknown)""";

  private final Pool pool;
  private final Vertx vertx;
  private final Migrator migrator;
  private final InstantSource clock;
  private final AccountingConfig config;
  private final UUID edge = UUID.randomUUID();
  private final ConcurrentHashMap<Account, Count> counts = new ConcurrentHashMap<>();
  private final AtomicBoolean flushing = new AtomicBoolean();
  private volatile long timer = -1;

  EdgeAccounting(Pool pool, Vertx vertx, Migrator migrator, InstantSource clock, AccountingConfig config) {
    this.pool = pool;
    this.vertx = vertx;
    this.migrator = migrator;
    this.clock = clock;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(config.flushEvery().toMillis(), tick -> {
      if (migrator.isDone() && flushing.compareAndSet(false, true)) {
        flush().onComplete(done -> flushing.set(false));
      }
    });
  }

  /// After everything else of the edge: closing the producer still brings acknowledgements, which are counted.
  void stop(@Observes @Priority(LAST) ShutdownEvent event) throws InterruptedException {
    vertx.cancelTimer(timer);
    writeLast();
  }

  /// Writes what is not written yet, and waits for it.
  void writeLast() throws InterruptedException {
    try {
      flush().toCompletionStage().toCompletableFuture().get(LAST_FLUSH_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException away) {
      LOG.warnf("the last counts were not written: %s", away.getMessage());
    }
  }

  /// Notes what was answered.
  ///
  /// @param source empty where it could not be read
  public void answered(int organization, String source, Instant receivedAt, int accepted, int rejected) {
    count(organization, source, receivedAt).add(accepted, rejected, 0);
  }

  /// Notes an event that was sent to the broker and answered as unavailable: it may be stored all the same.
  public void leftUnknown(int organization, String source, Instant receivedAt) {
    count(organization, source, receivedAt).add(0, 0, 1);
  }

  private Count count(int organization, String source, Instant receivedAt) {
    long minute = Math.floorDiv(receivedAt.getEpochSecond(), 60L);
    var account = new Account(organization, source, minute);
    var count = counts.get(account);
    if (count == null) {
      boolean room = counts.size() < config.mostCounts();
      count = counts.computeIfAbsent(room ? account : new Account(organization, "", minute), none -> new Count());
    }
    return count;
  }

  private Future<Void> flush() {
    var rows = new ArrayList<Unwritten>();
    long oldest = Math.floorDiv(clock.instant().minus(KEEP).getEpochSecond(), 60L);
    counts.forEach((account, count) -> {
      var totals = count.unwritten();
      if (totals != null) {
        rows.add(new Unwritten(account, count, totals));
      } else if (account.minute < oldest) {
        counts.remove(account);
      }
    });
    if (rows.isEmpty()) {
      return Future.succeededFuture();
    }
    return Borrowed.query(pool, WRITE, tuple(rows))
        .onSuccess(done -> rows.forEach(row -> row.count.wrote(row.totals)))
        .onFailure(away -> LOG.debugf("counts not written: %s", away.getMessage()))
        .mapEmpty();
  }

  private Tuple tuple(List<Unwritten> rows) {
    return Tuple.of(edge,
        rows.stream().map(row -> row.account.organization).toArray(Integer[]::new),
        rows.stream().map(row -> row.account.source).toArray(String[]::new),
        rows.stream().map(row -> row.account.minuteStart()).toArray(OffsetDateTime[]::new),
        rows.stream().map(row -> row.totals.accepted).toArray(Long[]::new),
        rows.stream().map(row -> row.totals.rejected).toArray(Long[]::new),
        rows.stream().map(row -> row.totals.unknown).toArray(Long[]::new));
  }

  private record Unwritten(Account account, Count count, Totals totals) {
  }

  /// @param minute since the epoch
  private record Account(int organization, String source, long minute) {

    OffsetDateTime minuteStart() {
      return Instant.ofEpochSecond(minute * 60).atOffset(ZoneOffset.UTC);
    }
  }

  private record Totals(long accepted, long rejected, long unknown) {
  }

  private static final class Count {

    private long accepted;
    private long rejected;
    private long unknown;
    private Totals written = new Totals(0, 0, 0);

    synchronized void add(int moreAccepted, int moreRejected, int moreUnknown) {
      accepted += moreAccepted;
      rejected += moreRejected;
      unknown += moreUnknown;
    }

    /// What the database does not hold yet, or null.
    synchronized @Nullable Totals unwritten() {
      var now = new Totals(accepted, rejected, unknown);
      return now.equals(written) ? null : now;
    }

    synchronized void wrote(Totals totals) {
      written = totals;
    }
  }
}

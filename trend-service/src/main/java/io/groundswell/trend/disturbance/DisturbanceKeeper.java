package io.groundswell.trend.disturbance;

import io.groundswell.trend.disturbance.Disturbance.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Says how our partitions stand, hears how the others do, and judges them all together whenever a bucket is complete
/// on all of them. A partition that is behind is waited for two minutes; then it has no say, and what it holds alone
/// stays as it was. Every replica judges, and all come to the same. Used by one thread.
public final class DisturbanceKeeper {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  /// So long after somebody has said something else the next may.
  private static final Duration SETTLING = Duration.ofSeconds(3);
  private static final long NEVER = Long.MIN_VALUE;

  private final DisturbanceStore store;
  private final Map<Integer, Tallied> told = new HashMap<>();
  private Map<Integer, Tallied> heard = Map.of();
  private volatile Befallen befallen = Befallen.NOTHING;
  private long foremost = NEVER;
  private long foremostSince;
  private long judged = NEVER;
  private long changedAt = System.nanoTime();
  private long settledAt = System.nanoTime();

  public DisturbanceKeeper(Asking asking, MeterRegistry meters) {
    store = new DisturbanceStore(asking);
    Gauge.builder("groundswell.trend.silent.platforms", this, DisturbanceKeeper::silent)
        .description("platforms of which nothing comes though much should; every replica says the same")
        .register(meters);
  }

  /// Asks the database.
  @FunctionalInterface
  public interface Asking {

    RowSet<Row> rows(String sql, Tuple arguments) throws InterruptedException;
  }

  private double silent() {
    return befallen.lasting().stream().filter(one -> one.kind() == Kind.SILENT).count();
  }

  /// @param ours how the partitions stand that are ours
  /// @param partitions of the topic
  /// @return what befell whom, by what is known by now
  public Befallen look(Map<Integer, Tallied> ours, int partitions) throws InterruptedException {
    told.keySet().retainAll(ours.keySet());
    for (var entry : ours.entrySet()) {
      if (!entry.getValue().equals(told.get(entry.getKey()))) {
        store.tell(entry.getKey(), entry.getValue());
        told.put(entry.getKey(), entry.getValue());
      }
    }
    var now = new HashMap<>(store.hear());
    now.keySet().removeIf(partition -> partition >= partitions);
    befallen = store.read();
    long complete = complete(now, partitions);
    if (complete != NEVER && (complete > judged || !now.equals(heard))) {
      judge(now, partitions, Math.max(complete, judged));
    }
    if (!now.equals(heard)) {
      changedAt = System.nanoTime();
    }
    heard = now;
    return befallen;
  }

  /// Up to which bucket whole platforms and metrics are judged: whoever says sooner that something has risen may be
  /// taken in by an outage or a change.
  public long judgedThrough() {
    return judged;
  }

  /// Whether all partitions have said what they had to say: what comes late, or as a whole, may come to one before it
  /// comes to the next. Not waited for longer than two minutes.
  public boolean isSettled() {
    long now = System.nanoTime();
    if (now - changedAt >= SETTLING.toNanos()) {
      settledAt = now;
    }
    return settledAt == now || now - settledAt > PATIENCE.toNanos();
  }

  private void judge(Map<Integer, Tallied> now, int partitions, long complete) throws InterruptedException {
    var heardOf = now.values().stream().filter(one -> one.complete() >= complete).toList();
    var changed = Disturbances.judge(heardOf, heardOf.size() == partitions, befallen.all(), complete);
    if (!changed.isEmpty()) {
      store.keep(changed);
      befallen = store.read();
    }
    if (complete > judged) {
      store.forgetBefore(complete);
    }
    judged = complete;
  }

  /// The first bucket that is not complete on one of the partitions, unless it is waited for that one too long.
  private long complete(Map<Integer, Tallied> now, int partitions) {
    long highest = now.values().stream().mapToLong(Tallied::complete).max().orElse(NEVER);
    if (highest > foremost) {
      foremost = highest;
      foremostSince = System.nanoTime();
    }
    if (System.nanoTime() - foremostSince > PATIENCE.toNanos()) {
      return highest;
    }
    return now.size() < partitions ? NEVER : now.values().stream().mapToLong(Tallied::complete).min().orElse(NEVER);
  }
}

package io.groundswell.ingest.imports;

import io.groundswell.groundwork.schema.Borrowed;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How fast imports may go, by how hard the database works. Each look that finds it pressed halves the rate, each that
/// does not gives a tenth of the whole back: after three bad looks an eighth is left, and 18 s of calm restore all
/// (as TCP finds its share: additive increase, multiplicative decrease, RFC 5681). Looked at only while workers ask.
@ApplicationScoped
public class Throttle {

  private static final String LOOK = "SELECT wal_bytes, replication_lag FROM analytics.import_pressure()";
  static final double LEAST = 1.0 / 64;
  private static final double MORE = 0.1;

  private final Pool pool;
  private final ImportsConfig config;
  private double share = 1;
  private @Nullable String reason;
  private long lookedAt = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
  private double logBytes = -1;
  private long logAt;

  Throttle(Pool pool, ImportsConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /// @param share of the full rate, 1/64 to 1
  /// @param reason why it is not all of it, or was not a moment ago; null at the full rate
  record Pace(double share, @Nullable String reason) {
  }

  /// How it stands; begins a look where the last one is too old, and does not wait for it.
  synchronized Pace pace() {
    long now = System.nanoTime();
    if (now - lookedAt > config.lookEvery().toNanos()) {
      lookedAt = now;
      Borrowed.query(pool, LOOK).timeout(config.lookEvery().toMillis(), TimeUnit.MILLISECONDS)
          .onSuccess(rows -> seen(rows.iterator().next(), now, System.nanoTime() - now))
          .onFailure(silent -> judge("the database does not answer"));
    }
    return new Pace(share, reason);
  }

  private synchronized void seen(Row row, long askedAt, long tookNanos) {
    double bytes = row.getNumeric("wal_bytes").doubleValue();
    // Since the last answer, which may be further back than the last question.
    double perSecond = logBytes < 0 ? 0 : (bytes - logBytes) * 1e9 / (askedAt - logAt);
    logBytes = bytes;
    logAt = askedAt;
    judge(pressure(tookNanos, row.getDouble("replication_lag"), perSecond, config));
  }

  private synchronized void judge(@Nullable String pressure) {
    share = after(share, pressure != null);
    reason = pressure != null ? pressure : share < 1 ? reason : null;
  }

  static double after(double share, boolean pressed) {
    return pressed ? Math.max(LEAST, share / 2) : Math.min(1, share + MORE);
  }

  /// Why to slow down, or null.
  static @Nullable String pressure(long probeNanos, double lagSeconds, double logPerSecond, ImportsConfig config) {
    var probe = Duration.ofNanos(probeNanos);
    if (probe.compareTo(config.longestProbe()) > 0) {
      return "a query took " + probe.toMillis() + " ms";
    }
    if (lagSeconds * 1e9 > config.longestReplicationLag().toNanos()) {
      return String.format(Locale.ROOT, "a standby is %.1f s behind", lagSeconds);
    }
    return logPerSecond > config.mostLogPerSecond().asLongValue()
        ? String.format(Locale.ROOT, "%.0f MB of log a second", logPerSecond / 1_000_000) : null;
  }
}

package io.groundswell.metrics.accounting;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of the events of one batch, by organisation, source and minute of receipt, and what the clocks of their
/// senders showed.
public final class Ledger {

  /// Whose events that cannot be told from the record are: nobody's.
  public static final int NOBODY = 0;

  /// A difference beyond a year counts as a year, so that nonsense in one event leaves the sums of others usable.
  private static final long MOST_MILLIS = Duration.ofDays(366).toMillis();

  final Map<Key, Counts> counts = new HashMap<>();

  private final long warningMillis;
  private long ahead;
  private long behind;

  // Events of one source come in rows.
  private @Nullable Counts latest;

  Ledger(long warningMillis) {
    this.warningMillis = warningMillis;
  }

  public void stored(int organization, String source, Instant receivedAt) {
    at(organization, source, receivedAt).stored++;
  }

  /// @param more may be negative, to take back what was counted
  public void duplicate(int organization, String source, Instant receivedAt, int more) {
    at(organization, source, receivedAt).duplicate += more;
  }

  /// One of the duplicates has another payload than what is stored.
  public void conflict(int organization, String source, Instant receivedAt) {
    at(organization, source, receivedAt).conflict++;
  }

  public void quarantined(int organization, String source, Instant receivedAt) {
    at(organization, source, receivedAt).quarantined++;
  }

  /// The record came from the quarantine, not from the edge.
  public void replayed(int organization, String source, Instant receivedAt) {
    at(organization, source, receivedAt).replayed++;
  }

  /// Measures the sender's clock by one event.
  ///
  /// @param observedAt when it happened, by that clock: a later time than that of receipt shows a clock that is ahead
  /// @param sentAt when it was sent, by that clock, null where the sender does not say
  public void clock(int organization, String source, Instant receivedAt, Instant observedAt,
      @Nullable Instant sentAt) {
    var counted = at(organization, source, receivedAt);
    long received = receivedAt.toEpochMilli();
    long age = bounded(received - observedAt.toEpochMilli());
    counted.ageLeast = Math.min(counted.ageLeast, age);
    if (sentAt == null) {
      ahead += age < -warningMillis ? 1 : 0;
      return;
    }
    long skew = bounded(received - sentAt.toEpochMilli());
    counted.skewLeast = counted.timed == 0 ? skew : Math.min(counted.skewLeast, skew);
    counted.skewMost = counted.timed == 0 ? skew : Math.max(counted.skewMost, skew);
    counted.skewSum += skew;
    counted.timed++;
    ahead += skew < -warningMillis ? 1 : 0;
    behind += skew > warningMillis ? 1 : 0;
  }

  long conflicts() {
    return counts.values().stream().mapToLong(counted -> counted.conflict).sum();
  }

  long ahead() {
    return ahead;
  }

  long behind() {
    return behind;
  }

  private static long bounded(long millis) {
    return Math.clamp(millis, -MOST_MILLIS, MOST_MILLIS);
  }

  private Counts at(int organization, String source, Instant receivedAt) {
    long minute = Math.floorDiv(receivedAt.getEpochSecond(), 60L);
    var open = latest;
    if (open == null || open.minute != minute || open.organization != organization || !open.source.equals(source)) {
      open = counts.computeIfAbsent(new Key(organization, source, minute), Counts::new);
      latest = open;
    }
    return open;
  }

  /// @param minute minutes since 1970-01-01
  record Key(int organization, String source, long minute) {

    /// That of the table's key: everybody locks rows in this order.
    static final Comparator<Key> ORDER = Comparator.comparingInt(Key::organization)
        .thenComparing(Key::source)
        .thenComparingLong(Key::minute);
  }

  static final class Counts {
    private static final long NONE = Long.MAX_VALUE;

    private final int organization;
    private final String source;
    private final long minute;
    long stored;
    long duplicate;
    long conflict;
    long quarantined;
    long replayed;
    long timed;
    long skewSum;
    private long skewLeast;
    private long skewMost;
    private long ageLeast = NONE;

    private Counts(Key key) {
      this.organization = key.organization;
      this.source = key.source;
      this.minute = key.minute;
    }

    @Nullable
    Long skewLeast() {
      return timed == 0 ? null : Long.valueOf(skewLeast);
    }

    @Nullable
    Long skewMost() {
      return timed == 0 ? null : Long.valueOf(skewMost);
    }

    @Nullable
    Long ageLeast() {
      return ageLeast == NONE ? null : Long.valueOf(ageLeast);
    }
  }
}

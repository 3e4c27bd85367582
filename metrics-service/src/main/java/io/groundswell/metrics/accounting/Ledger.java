package io.groundswell.metrics.accounting;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of the events of one batch, by organisation, source and minute of receipt.
public final class Ledger {

  /// Whose events that cannot be told from the record are: nobody's.
  public static final int NOBODY = 0;

  final Map<Key, Counts> counts = new HashMap<>();

  // Events of one source come in rows.
  private @Nullable Counts latest;

  public void stored(int organization, String source, Instant receivedAt) {
    at(organization, source, receivedAt).stored++;
  }

  /// @param more may be negative, to take back what was counted
  public void duplicate(int organization, String source, Instant receivedAt, int more) {
    at(organization, source, receivedAt).duplicate += more;
  }

  public void quarantined(int organization, String source, Instant receivedAt) {
    at(organization, source, receivedAt).quarantined++;
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
    private final int organization;
    private final String source;
    private final long minute;
    long stored;
    long duplicate;
    long quarantined;

    private Counts(Key key) {
      this.organization = key.organization;
      this.source = key.source;
      this.minute = key.minute;
    }
  }
}

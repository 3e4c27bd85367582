package io.groundswell.metrics.accounting;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// What became of the events of one batch, by organisation, source and minute of receipt.
public final class Ledger {

  /// Whose events that cannot be told from the record are: nobody's.
  public static final int NOBODY = 0;

  final Map<Key, Counts> counts = new HashMap<>();

  public void stored(int organization, String source, Instant receivedAt) {
    at(organization, source, receivedAt).stored++;
  }

  public void duplicate(int organization, String source, Instant receivedAt) {
    at(organization, source, receivedAt).duplicate++;
  }

  public void quarantined(int organization, String source, Instant receivedAt) {
    at(organization, source, receivedAt).quarantined++;
  }

  private Counts at(int organization, String source, Instant receivedAt) {
    return counts.computeIfAbsent(new Key(organization, source, receivedAt.truncatedTo(ChronoUnit.MINUTES)),
        first -> new Counts());
  }

  record Key(int organization, String source, Instant minute) {

    /// That of the table's key: everybody locks rows in this order.
    static final Comparator<Key> ORDER = Comparator.comparingInt(Key::organization)
        .thenComparing(Key::source)
        .thenComparing(Key::minute);
  }

  static final class Counts {
    long stored;
    long duplicate;
    long quarantined;
  }
}

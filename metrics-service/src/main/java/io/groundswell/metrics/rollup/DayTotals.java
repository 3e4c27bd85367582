package io.groundswell.metrics.rollup;

import io.groundswell.contract.AcceptedEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/// One series on one UTC day, as far as a batch adds to it.
final class DayTotals {

  /// Whole numbers below 2^53 are exact in a double, and below 10^15 (the contract) 9,000 of them fit into a long.
  private static final long MOST_IN_LONG = 9_000;

  final DayKey key;
  long events;
  double minimum;
  double maximum;
  Instant lastAt;
  UUID lastKey;
  double lastValue;
  Change reason;
  private long wholeSum;
  private long wholes;
  private BigDecimal sum = BigDecimal.ZERO;

  DayTotals(DayKey key, Instant at, UUID eventKey, double value, Change reason) {
    this.key = key;
    this.minimum = value;
    this.maximum = value;
    this.lastAt = at;
    this.lastKey = eventKey;
    this.lastValue = value;
    this.reason = reason;
    count(value);
  }

  void add(Instant at, UUID eventKey, double value, Change why) {
    reason = why.compareTo(reason) > 0 ? why : reason;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
    if (isLater(at, eventKey)) {
      lastAt = at;
      lastKey = eventKey;
      lastValue = value;
    }
    count(value);
  }

  /// The exact sum. A value has at most 15 significant digits, so the shortest decimal that gives the same double
  /// (what [Double#toString] writes, and `value::numeric` in SQL) is the very number that was sent.
  BigDecimal sum() {
    return sum.add(BigDecimal.valueOf(wholeSum));
  }

  private void count(double value) {
    events++;
    if (value == (long) value && wholes < MOST_IN_LONG) {
      wholeSum += (long) value;
      wholes++;
    } else {
      sum = sum.add(BigDecimal.valueOf(value));
    }
  }

  private boolean isLater(Instant at, UUID eventKey) {
    int order = at.compareTo(lastAt);
    return order > 0 || (order == 0 && AcceptedEvent.compareKeys(eventKey, lastKey) > 0);
  }
}

package io.groundswell.trend.memory;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// How much the series of a partition may take, and how it went: what was forgotten to make room, what came back, and
/// what found none.
public final class Budget {

  private final LongSupplier bytes;
  private final LongAdder evicted = new LongAdder();
  private final LongAdder returned = new LongAdder();
  private final LongAdder shed = new LongAdder();
  private volatile long shedAt;
  private volatile boolean hasShed;

  /// @param bytes for each partition at the moment
  Budget(LongSupplier bytes) {
    this.bytes = bytes;
  }

  /// For as many as there are.
  public static Budget unlimited() {
    return new Budget(() -> Long.MAX_VALUE / 2);
  }

  long bytes() {
    return bytes.getAsLong();
  }

  void evicted() {
    evicted.increment();
  }

  void returned(int series) {
    returned.add(series);
  }

  void shed(int series) {
    if (series > 0) {
      shed.add(series);
      shedAt = System.nanoTime();
      hasShed = true;
    }
  }

  long allEvicted() {
    return evicted.sum();
  }

  long allReturned() {
    return returned.sum();
  }

  long allShed() {
    return shed.sum();
  }

  /// Whether anything found no room within so many nanoseconds.
  boolean hasShedWithin(long nanos) {
    return hasShed && System.nanoTime() - shedAt < nanos;
  }
}

package io.groundswell.metrics.sketch;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;

/// How many persons there are, in at most 2 KB: HyperLogLog with 4,096 registers. The same persons give the same answer
/// in whatever order they come and however they are put together, for only the registers count, not how they came
/// about.
public final class Persons {

  /// The relative standard error, 1.04 / sqrt(4096), beyond some hundreds of persons; below it is nearly always exact.
  public static final double ERROR = 0.01625;

  private static final int LOG_REGISTERS = 12;

  private final HllUnion union = new HllUnion(LOG_REGISTERS);

  /// @param person a number of the dictionary
  public void add(long person) {
    union.update(person);
  }

  /// @param sketch as [#bytes] wrote it
  public void add(byte[] sketch) {
    union.update(HllSketch.heapify(sketch));
  }

  public long count() {
    return Math.round(union.getCompositeEstimate());
  }

  public byte[] bytes() {
    return union.getResult(TgtHllType.HLL_4).toCompactByteArray();
  }
}

package io.groundswell.metrics.sketch;

import java.lang.foreign.MemorySegment;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/// Quantiles of any number of values, in about 2 KB: KLL (Karnin, Lang and Liberty, 2016) with k = 256. Exact up to
/// some hundreds of values.
public final class Quantiles {

  /// By how much the rank of an answer may be off, at 99 % confidence: p95 lies between p94 and p96.
  public static final double ERROR = KllDoublesSketch.getNormalizedRankError(Quantiles.K, false);

  private static final int K = 256;

  private final KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(K);

  public void add(double value) {
    sketch.update(value);
  }

  /// @param other as [#bytes] wrote it
  public void add(byte[] other) {
    sketch.merge(KllDoublesSketch.heapify(MemorySegment.ofArray(other)));
  }

  /// How many values.
  public long count() {
    return sketch.getN();
  }

  public boolean isEmpty() {
    return sketch.isEmpty();
  }

  public boolean isExact() {
    return !sketch.isEstimationMode();
  }

  /// The least value that at least this share of all values does not exceed, as `percentile_disc` in SQL. There must be
  /// a value.
  ///
  /// @param rank 0 to 1
  public double at(double rank) {
    return sketch.getQuantile(rank, QuantileSearchCriteria.INCLUSIVE);
  }

  public byte[] bytes() {
    return sketch.toByteArray();
  }
}

package io.groundswell.trend.detect;

/// Is told of every finished bucket that a detector looks at, in order.
@FunctionalInterface
public interface Witness {

  /// For whom nobody is listening.
  Witness NONE = (bucket, value, usual, spread, score, phase) -> {
  };

  /// @param usual the mean of a bucket over the last days, before this one; 0 before the first
  /// @param spread the deviation of the same
  /// @param score 0 to 1, see [io.groundswell.trend.novelty.NoveltyDetector]
  /// @param phase after the bucket
  void judged(long bucket, double value, double usual, double spread, double score, Phase phase);
}

package io.groundswell.trend.detect;

/// Is told of every finished bucket that a detector looks at, in order.
@FunctionalInterface
public interface Witness {

  /// For whom nobody is listening.
  Witness NONE = (bucket, value, score, phase) -> {
  };

  /// @param score 0 to 1, see [io.groundswell.trend.novelty.NoveltyDetector]
  /// @param phase after the bucket
  void judged(long bucket, double value, double score, Phase phase);
}

package io.groundswell.trend.detect;

/// How broad the growth is: by how many creators it is borne, damped, so that one account that posts much does not own a
/// board, and a crowd of ten thousand is no better than one of a hundred.
public final class Breadth {

  private Breadth() {
  }

  /// `1 − k/(n + 1)`. Where every event names its creator, `n/(n + 1)`: ½ for one creator, 0.91 for ten, 0.99 for a
  /// hundred, as in Laplace's rule of succession with one prior failure: a single creator is as likely as not to be an
  /// accident. Where only a tenth does, 0.95 for one creator: of the rest nobody knows, and what is not known is held
  /// against nobody.
  ///
  /// @param creators `n`: about so many are known, at least 1
  /// @param named `k`: share of what was counted that names its creator, 0 to 1
  /// @return at least ½, at most 1
  public static double of(long creators, double named) {
    if (creators < 1 || !(named >= 0 && named <= 1)) {
      throw new IllegalArgumentException(creators + " creators of a share of " + named);
    }
    return 1 - named / (creators + 1.0);
  }
}

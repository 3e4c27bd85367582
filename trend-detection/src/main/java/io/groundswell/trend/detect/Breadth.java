package io.groundswell.trend.detect;

/// How broad the growth is: by how many creators it is borne, damped, so that one account that posts much does not own a
/// board, and a crowd of ten thousand is no better than one of a hundred.
public final class Breadth {

  private Breadth() {
  }

  /// `n/(n + 1)`: ½ for one creator, 0.91 for ten, 0.99 for a hundred. As in Laplace's rule of succession with one
  /// prior failure: a single creator is as likely as not to be an accident.
  ///
  /// @param creators about so many, at least 1
  /// @return above 0, below 1
  public static double of(long creators) {
    return creators / (creators + 1.0);
  }
}

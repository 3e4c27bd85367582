package io.groundswell.trend.evidence;

import java.util.Locale;

/// The unlike ways of asking whether something rises. One alone errs often.
public enum Method {
  /// The series fired: it is as unlike its own past as hardly ever before, and went up with it.
  NOVELTY("unlike anything in its own past, and rising (ranked novelty of pattern, level and hour)"),
  /// SigniTrend: three deviations above what its past predicts.
  LEVEL("three deviations or more above what its past predicts (SigniTrend, Schubert et al. 2014)"),
  /// Negative binomial: the count happens by chance once in a thousand times at most.
  SURPRISE("so high a count happens by chance once in 1,000 times at most (negative-binomial tail)"),
  /// Kleinberg: a burst holds.
  BURST("in a burst: twice the expected rate explains the counts better than once (Kleinberg 2002)"),
  /// MACD: the near average leaves the far one behind.
  MOMENTUM("gaining: its near average leaves the far one behind (MACD of log counts, Lu & Yang 2012)"),
  /// Mann-Kendall: more pairs go up than chance would have it.
  DIRECTION("goes up more often than down (Mann-Kendall with Hamed and Rao's variance)");

  private final String meaning;

  Method(String meaning) {
    this.meaning = meaning;
  }

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What it says of a series that it agrees on.
  public String meaning() {
    return meaning;
  }
}

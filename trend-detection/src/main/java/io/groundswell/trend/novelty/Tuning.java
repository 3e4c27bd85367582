package io.groundswell.trend.novelty;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The parameters of a [NoveltyDetector]. There is one set for everything; others are for finding out how much a value
/// matters.
///
/// @param values one for each [Parameter], in their order
public record Tuning(List<Double> values) {

  /// What can be changed, with the value in use.
  public enum Parameter {
    /// Half-life, in days, of the mean and deviation by which patterns are measured: a few daily rhythms.
    SCALE_DAYS(3),
    /// Half-life, in days, of the level that the hourly average is compared with: most of a week.
    LEVEL_DAYS(5),
    /// Half-life, in days, of the past in which a figure is ranked: four weeks, as far as a baseline looks back. Of
    /// five-minute buckets the counters hold 15 days of it.
    MEMORY_DAYS(28),
    /// Days without anything rare, after which the series may fire again: ten hours, a night.
    QUIET_DAYS(0.4),
    /// Half-life, in buckets, of the shortest average in a pattern; the others are four and sixteen times as long.
    SHORTEST_AVERAGE(4),
    /// Half-life, in buckets, of the average whose level is watched: an hour of five-minute buckets.
    LEVEL_AVERAGE(12),
    /// Half-life, in buckets, of the average whose class is held against its hour of the day: ten minutes of
    /// five-minute buckets.
    HOUR_AVERAGE(2),
    /// Weight of the rank at that hour; the two others weigh 1.
    HOUR_WEIGHT(0.9),
    /// How many patterns are told apart; fewer than two dozen lose some, more gain nothing.
    CONTEXTS(32),
    /// Rarity that fires, in powers of ten.
    THRESHOLD(1.7);

    private final double used;

    Parameter(double used) {
      this.used = used;
    }

    /// `scale days`, `threshold`, …
    public String slug() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /// The values in use.
  public static final Tuning DEFAULT = new Tuning(Arrays.stream(Parameter.values()).map(p -> p.used).toList());

  public Tuning {
    values = List.copyOf(values);
  }

  public double get(Parameter parameter) {
    return values.get(parameter.ordinal());
  }

  /// With one parameter multiplied.
  public Tuning scaled(Parameter parameter, double factor) {
    return new Tuning(Arrays.stream(Parameter.values())
        .map(one -> one == parameter ? get(one) * factor : get(one))
        .collect(Collectors.toList()));
  }
}

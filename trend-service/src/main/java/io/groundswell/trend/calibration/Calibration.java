package io.groundswell.trend.calibration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How right the calls were.
///
/// @param from RFC 3339: the first day of the calls
/// @param calls trends that were announced as started since then
public record Calibration(String from, long calls, Horizon afterThreeDays, Horizon afterSevenDays) {

  /// @param known calls whose outcome is known
  /// @param held share of those of which the day that ended then was above the level of before the call; null where
  ///     nothing is known
  /// @param meanConfidence of those
  /// @param brierScore mean of `(confidence − outcome)²` (Brier, Monthly Weather Review 78, 1950): 0 for a prophet,
  ///     0.25 for who always says a half
  /// @param brierOfBaseRate what one would score who always says `held`: `held · (1 − held)`
  /// @param reliability by tenths of confidence, those without a call left out
  public record Horizon(long known, @Nullable Double held, @Nullable Double meanConfidence, @Nullable Double brierScore,
      @Nullable Double brierOfBaseRate, List<Decile> reliability) {
  }

  /// @param from of the confidence, 0.1 wide
  /// @param held share of the calls with such a confidence that held: equal to `meanConfidence` where confidence is
  ///     calibrated
  public record Decile(double from, long calls, double meanConfidence, double held) {
  }
}

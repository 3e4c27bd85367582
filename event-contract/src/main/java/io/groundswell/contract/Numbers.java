package io.groundswell.contract;

import java.math.BigDecimal;

/// The numbers that a series can keep exactly.
final class Numbers {

  /// `double precision` gives back every decimal of so many significant digits (IEEE 754 binary64: 15).
  private static final int SIGNIFICANT_DIGITS = 15;
  private static final int DECIMAL_PLACES = 15;
  private static final BigDecimal BOUND = new BigDecimal("1e15");

  private Numbers() {
  }

  /// Whether the decimal has at most 15 significant digits and 15 decimal places and is below 10^15 in size: then its
  /// double, turned back into a decimal of 15 digits, is the number that was sent, and sums of it are exact.
  static boolean isExact(BigDecimal decimal) {
    if (decimal.signum() == 0) {
      return true;
    }
    if (Math.abs((long) decimal.precision() - decimal.scale()) > 64) {
      return false;
    }
    var plain = decimal.stripTrailingZeros();
    return plain.precision() <= SIGNIFICANT_DIGITS && plain.scale() <= DECIMAL_PLACES
        && plain.abs().compareTo(BOUND) < 0;
  }

  /// The positive number in the decimal text, or 0.
  static int positiveInt(String text) {
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }
}

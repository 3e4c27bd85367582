package io.groundswell.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Timestamps of RFC 3339, kept to the microsecond that PostgreSQL keeps; further digits are cut off. By hand, because
/// every event has one and `OffsetDateTime.parse` costs as much as the rest of the envelope.
public final class Rfc3339 {

  private Rfc3339() {
  }

  /// The instant, or null where the text is not `2026-11-20T17:00:00[.fraction](Z|±hh:mm)`, years 0001 to 9999.
  public static @Nullable Instant find(String text) {
    int length = text.length();
    if (length < 20 || text.charAt(4) != '-' || text.charAt(7) != '-' || !isTimeMark(text.charAt(10))
        || text.charAt(13) != ':' || text.charAt(16) != ':') {
      return null;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (year < 1 || (month | day | hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) {
      return null;
    }
    int at = 19;
    int nanos = 0;
    if (text.charAt(at) == '.') {
      int unit = 100_000_000;
      for (at++; at < length && isDigit(text.charAt(at)); at++) {
        nanos += (text.charAt(at) - '0') * unit;
        unit /= 10;
      }
      if (at == 20) {
        return null;
      }
    }
    int offset = offsetSeconds(text, at);
    if (offset == NO_OFFSET) {
      return null;
    }
    try {
      long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3_600L + minute * 60L + second;
      return Instant.ofEpochSecond(seconds - offset, nanos - nanos % 1_000);
    } catch (DateTimeException noSuchDay) {
      return null;
    }
  }

  private static final int NO_OFFSET = Integer.MIN_VALUE;

  private static int offsetSeconds(String text, int at) {
    int left = text.length() - at;
    if (left == 1 && (text.charAt(at) == 'Z' || text.charAt(at) == 'z')) {
      return 0;
    }
    if (left != 6 || text.charAt(at + 3) != ':') {
      return NO_OFFSET;
    }
    char sign = text.charAt(at);
    int hours = number(text, at + 1, at + 3);
    int minutes = number(text, at + 4, at + 6);
    if ((sign != '+' && sign != '-') || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return NO_OFFSET;
    }
    int seconds = hours * 3_600 + minutes * 60;
    return sign == '-' ? -seconds : seconds;
  }

  private static boolean isTimeMark(char c) {
    return c == 'T' || c == 't' || c == ' ';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// The decimal digits of a stretch, or a negative number where one is not a digit.
  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }
}

package io.groundswell.contract;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Timestamps of RFC 3339, kept to the microsecond that PostgreSQL keeps; further digits are cut off. By hand, because
/// every event has one and `OffsetDateTime.parse` costs as much as the rest of the envelope.
public final class Rfc3339 {

  /// The most bytes that [#write] takes: `2026-11-20T17:00:00.123456Z`.
  static final int LONGEST = 27;

  /// Nearly all instants written are of one day. Threads may overwrite each other's; each holds a whole one.
  private static volatile Date lastDate = new Date(0, "1970-01-01".getBytes(StandardCharsets.US_ASCII));

  private record Date(long day, byte[] text) {
  }

  private Rfc3339() {
  }

  /// Writes the instant in UTC as [Instant#toString] does: no fraction, three digits or six.
  ///
  /// @return the position after it, or a negative number where the year has no four digits or there are nanoseconds
  static int write(Instant instant, byte[] buffer, int at) {
    long day = Math.floorDiv(instant.getEpochSecond(), 86_400L);
    int second = (int) Math.floorMod(instant.getEpochSecond(), 86_400L);
    int nanos = instant.getNano();
    var date = lastDate;
    if (date.day != day) {
      date = new Date(day, LocalDate.ofEpochDay(day).toString().getBytes(StandardCharsets.US_ASCII));
      lastDate = date;
    }
    if (date.text.length != 10 || nanos % 1_000 != 0) {
      return -1;
    }
    System.arraycopy(date.text, 0, buffer, at, 10);
    int next = part('T', second / 3_600, buffer, at + 10);
    next = part(':', second / 60 % 60, buffer, next);
    next = part(':', second % 60, buffer, next);
    if (nanos != 0) {
      buffer[next++] = '.';
      int micros = nanos / 1_000;
      next = micros % 1_000 == 0 ? digits(micros / 1_000, 3, buffer, next) : digits(micros, 6, buffer, next);
    }
    buffer[next] = 'Z';
    return next + 1;
  }

  private static int part(char mark, int value, byte[] buffer, int at) {
    buffer[at] = (byte) mark;
    buffer[at + 1] = (byte) ('0' + value / 10);
    buffer[at + 2] = (byte) ('0' + value % 10);
    return at + 3;
  }

  private static int digits(int value, int count, byte[] buffer, int at) {
    int rest = value;
    for (int i = count - 1; i >= 0; i--) {
      buffer[at + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return at + count;
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

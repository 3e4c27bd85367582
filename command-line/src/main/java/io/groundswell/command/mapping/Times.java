package io.groundswell.command.mapping;

import io.groundswell.contract.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Times as other systems write them.
final class Times {

  private static final long SECONDS_BELOW = 100_000_000_000L;
  private static final long MILLIS_BELOW = 100_000_000_000_000L;

  /// `2026-11-20 17:00:00.123`, with or without an offset of SQL.
  private static final DateTimeFormatter SQL =
      new DateTimeFormatterBuilder().appendPattern("yyyy-MM-dd[ ]['T']HH:mm[:ss]")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true).appendPattern("[XXX][X]").toFormatter(Locale.ROOT);

  /// `Wed Oct 10 20:19:24 +0000 2018`, as X wrote them.
  private static final DateTimeFormatter OF_X =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss Z yyyy", Locale.ENGLISH);

  private Times() {
  }

  /// The time to the microsecond; without an offset it is UTC, a number counts seconds, milliseconds or microseconds
  /// since 1970, by its size. Null where it is none of these.
  static @Nullable Instant find(String text) {
    if (text.matches("-?[0-9]{1,17}(\\.[0-9]{1,9})?")) {
      double number = Double.parseDouble(text);
      if (Math.abs(number) < SECONDS_BELOW) {
        return Instant.ofEpochSecond(0, Math.round(number * 1e6) * 1_000);
      }
      return Math.abs(number) < MILLIS_BELOW ? Instant.ofEpochMilli(Math.round(number))
          : Instant.EPOCH.plus(Math.round(number), ChronoUnit.MICROS);
    }
    var exact = Rfc3339.find(text);
    return exact != null ? exact : spelled(text);
  }

  private static @Nullable Instant spelled(String text) {
    try {
      var parsed = Character.isLetter(text.isEmpty() ? ' ' : text.charAt(0)) ? OF_X.parse(text)
          : text.length() == 10 ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC)
          : SQL.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      return (parsed instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : Instant.from(parsed))
          .truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException none) {
      return null;
    }
  }
}

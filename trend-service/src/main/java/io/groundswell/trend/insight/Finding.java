package io.groundswell.trend.insight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.trend.memory.SeriesKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/// Something to be said.
///
/// @param key what it is about: said once
/// @param begin of the counts that it rests on, by bucket; `end` where they end
/// @param evidence the numbers; `verdict` among them is `holds` or `withdrawn`
record Finding(String key, Kind kind, SeriesKey series, long begin, long end, ObjectNode evidence, String sentence) {

  static final String HOLDS = "holds";
  static final String WITHDRAWN = "withdrawn";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /// What can be said, and how long it is worth hearing.
  enum Kind {
    ROSE(Duration.ofDays(1)), PEAKED(Duration.ofDays(1)), FADED(Duration.ofDays(2)), LED(Duration.ofDays(1)),
    RECORD(Duration.ofDays(7));

    private final Duration valid;

    Kind(Duration valid) {
      this.valid = valid;
    }

    Duration valid() {
      return valid;
    }

    String slug() {
      return name().toLowerCase(Locale.ROOT);
    }

    static String[] slugs() {
      return Stream.of(values()).map(Kind::slug).toArray(String[]::new);
    }
  }

  String verdict() {
    return evidence.path("verdict").asText();
  }

  static String time(Instant at) {
    return TIME.format(at);
  }

  /// Four digits are enough for a sentence; the evidence has them all.
  static String number(double value) {
    return value >= 1_000 || value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  static String length(Duration length) {
    if (length.toHours() == 0) {
      return length.toMinutes() + " min";
    }
    return length.toMinutesPart() == 0 ? length.toHours() + " h" : length.toHours() + " h " + length.toMinutesPart()
        + " min";
  }
}

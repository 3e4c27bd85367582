package io.groundswell.command.demo;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `90s`, `10m`, `1h30m` or `7d`.
final class ToDuration implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    var shape = text.toUpperCase(Locale.ROOT);
    int day = shape.indexOf('D') + 1;
    var iso = shape.startsWith("P") ? shape
        : "P" + shape.substring(0, day) + (day < shape.length() ? "T" + shape.substring(day) : "");
    try {
      var duration = Duration.parse(iso);
      if (duration.isNegative()) {
        throw new TypeConversionException("'" + text + "' is less than nothing");
      }
      return duration;
    } catch (DateTimeParseException noDuration) {
      throw new TypeConversionException("'" + text + "' is not a duration like 90s, 10m, 1h30m or 7d");
    }
  }
}

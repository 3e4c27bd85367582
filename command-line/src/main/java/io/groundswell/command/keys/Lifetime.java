package io.groundswell.command.keys;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads how long something lives, such as `36h` or `90d`.
final class Lifetime implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})([smhd])");

  @Override
  public Duration convert(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw new TypeConversionException("'" + text + "' is not a time like 90d, 36h, 15m or 30s");
    }
    return Duration.of(Long.parseLong(match.group(1)), switch (match.group(2)) {
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      default -> ChronoUnit.DAYS;
    });
  }

  /// When that is over, as the service reads it.
  static String end(Duration lifetime) {
    return Clock.systemUTC().instant().plus(lifetime).toString();
  }
}

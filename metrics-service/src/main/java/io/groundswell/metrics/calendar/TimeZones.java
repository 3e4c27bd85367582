package io.groundswell.metrics.calendar;

import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Time zones by their names in the IANA database.
public final class TimeZones {

  public static final ZoneId UTC = ZoneId.of("UTC");

  /// Names of the database that the JDK leaves out, and what they are other names of (file `backward` of tzdata 2024b).
  private static final Map<String, String> LINKS =
      Map.of("EST", "America/Panama", "MST", "America/Phoenix", "HST", "Pacific/Honolulu");

  private TimeZones() {
  }

  /// The zone of that name, or null. An offset such as `+02:00` is none: it says nothing of when the clocks change.
  public static @Nullable ZoneId find(String name) {
    var known = LINKS.getOrDefault(name, name);
    return ZoneRulesProvider.getAvailableZoneIds().contains(known) ? ZoneId.of(known) : null;
  }
}

package io.groundswell.metrics.calendar;

import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import org.jspecify.annotations.Nullable;

/// Time zones by their names in the IANA database.
public final class TimeZones {

  public static final ZoneId UTC = ZoneId.of("UTC");

  private TimeZones() {
  }

  /// The zone of that name, or null. An offset such as `+02:00` is none: it says nothing of when the clocks change.
  public static @Nullable ZoneId find(String name) {
    return ZoneRulesProvider.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : null;
  }
}

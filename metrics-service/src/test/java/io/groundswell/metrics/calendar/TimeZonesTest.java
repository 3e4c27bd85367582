package io.groundswell.metrics.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TimeZonesTest {

  @Test
  void aZoneHasANameOfTheDatabase() {
    assertThat(TimeZones.find("Europe/Berlin")).hasToString("Europe/Berlin");
    assertThat(TimeZones.find("+02:00")).isNull();
    assertThat(TimeZones.find("Europe/Atlantis")).isNull();
  }

  @Test
  void namesThatTheJdkLeavesOutAreKnownToo() {
    var summer = Instant.parse("2026-07-01T00:00:00Z");
    for (var hours : new String[]{"EST -05:00", "MST -07:00", "HST -10:00"}) {
      var zone = Objects.requireNonNull(TimeZones.find(hours.substring(0, 3)));

      assertThat(zone.getRules().getOffset(summer)).as(hours).hasToString(hours.substring(4));
    }
  }
}

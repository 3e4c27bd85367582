package io.groundswell.ingest.census;

import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Reading;
import io.groundswell.contract.Refusal;
import io.groundswell.ingest.census.DayOfOrganization.Then;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// How many metric names and series each organisation has used today, by the day of receipt. Each replica knows what
/// came through it since it started, which is what keeps the tables from growing without end; it is no exact count.
@ApplicationScoped
public class Census {

  private static final long SECONDS_A_DAY = 86_400;

  private final CensusConfig config;
  private final AtomicLong remembered = new AtomicLong();
  private final ConcurrentHashMap<Integer, DayOfOrganization> byOrganization = new ConcurrentHashMap<>();

  Census(CensusConfig config, MeterRegistry meters) {
    this.config = config;
    Gauge.builder("groundswell.census.series", remembered, AtomicLong::get)
        .description("Series of today that are remembered").register(meters);
  }

  /// Notes what an event uses, or refuses it where that is too much.
  ///
  /// @param placed with its subject and platform
  public @Nullable Refusal note(int organization, CloudEvent placed, List<Reading> readings, Instant receivedAt) {
    return today(organization, receivedAt).check(DayOfOrganization.about(placed), readings, Then.REMEMBER);
  }

  /// The same, but without noting it.
  public @Nullable Refusal look(int organization, CloudEvent placed, List<Reading> readings, Instant receivedAt) {
    return today(organization, receivedAt).check(DayOfOrganization.about(placed), readings, Then.LEAVE);
  }

  private DayOfOrganization today(int organization, Instant receivedAt) {
    long day = Math.floorDiv(receivedAt.getEpochSecond(), SECONDS_A_DAY);
    var known = byOrganization.get(organization);
    if (known != null && known.day >= day) {
      return known;
    }
    return byOrganization.compute(organization, (id, before) -> {
      if (before != null && before.day >= day) {
        return before;
      }
      if (before != null) {
        before.end();
      }
      return new DayOfOrganization(day, config, remembered);
    });
  }
}

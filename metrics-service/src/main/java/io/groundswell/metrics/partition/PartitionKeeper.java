package io.groundswell.metrics.partition;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.standing.Standing;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sees to it that every day has its partitions before an event of it can arrive. One replica makes them, all look.
@ApplicationScoped
public class PartitionKeeper implements Standing {

  private static final Logger LOG = Logger.getLogger(PartitionKeeper.class);

  private final PartitionStore store;
  private final PartitionDays days;
  private final PartitionConfig config;
  private final Background background;
  private final InstantSource clock;
  private final Lease lease;
  private volatile String lastTrouble = "partitions not looked at yet";

  PartitionKeeper(PartitionStore store, PartitionDays days, PartitionConfig config, Background background,
      InstantSource clock, Jobs jobs, MeterRegistry meters) {
    this.store = store;
    this.days = days;
    this.config = config;
    this.background = background;
    this.clock = clock;
    this.lease = jobs.lease("partitions");
    Gauge.builder("groundswell.partition.runway.days", () -> days.runway(today()))
        .description("days from today on, in a row, that have partitions")
        .register(meters);
  }

  void start(@Observes StartupEvent event) {
    background.start("partition-keeper", "partitions are not looked after", config.every(), this::round);
  }

  @Override
  public String name() {
    return "partitions";
  }

  /// In trouble only when today or tomorrow has none: what is wrong with a day a week ahead is for the runway's alert.
  @Override
  public @Nullable String trouble() {
    return days.runway(today()) >= 2 ? null : lastTrouble;
  }

  /// What a replica is there for in a round.
  enum Duty {
    LOOK, MAKE
  }

  /// One look at what is wanted and what stands; who has the duty makes what is missing.
  void round(Duty duty) {
    var declared = store.declared();
    var stored = store.days();
    var missing = new TreeSet<>(wantedByClock());
    declared.forEach(range -> range.days().forEach(missing::add));
    missing.removeAll(stored.standing());
    missing.removeAll(stored.archived());
    if (duty == Duty.MAKE && !missing.isEmpty()) {
      // Today's days first, though they come last: a backfill of years must not keep the live lane waiting.
      DaySpan.of(missing, config.interval().daysAtOnce()).reversed()
          .forEach(span -> store.ensure(span, config.interval()));
      LOG.infof("made partitions for %d days from %s to %s", missing.size(), missing.first(), missing.last());
      stored = store.days();
    }
    days.seen(stored.standing(), stored.archived(), declared);
  }

  private Set<LocalDate> wantedByClock() {
    var wanted = new HashSet<LocalDate>();
    for (int day = -config.daysBack(); day <= config.daysAhead(); day++) {
      wanted.add(today().plusDays(day));
    }
    return wanted;
  }

  private LocalDate today() {
    return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private Duration round() {
    try {
      round(lease.take() ? Duty.MAKE : Duty.LOOK);
      return config.every();
    } catch (RuntimeException trouble) {
      lastTrouble = "partitions cannot be made: " + trouble.getMessage();
      throw trouble;
    }
  }
}

package io.groundswell.metrics.capacity;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.schema.ScopedReads;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Measures now and then what the database holds, so that an alarm can say that its disk fills before it is full.
@ApplicationScoped
class DiskWatch {

  /// A disk fills in days, and the question goes through the files of all tables.
  private static final Duration EVERY = Duration.ofMinutes(10);
  /// The same for every organisation.
  private static final int ANYBODY = 1;

  private final ScopedReads reads;
  private final Background background;
  private final CapacityConfig config;
  private final InstantSource clock;
  private volatile @Nullable Storage last;

  DiskWatch(ScopedReads reads, Background background, CapacityConfig config, InstantSource clock,
      MeterRegistry meters) {
    this.reads = reads;
    this.background = background;
    this.config = config;
    this.clock = clock;
    Gauge.builder("groundswell.disk.used", this, DiskWatch::used).baseUnit("bytes")
        .description("What the database holds, indexes included").register(meters);
    Gauge.builder("groundswell.disk.days.left", this, DiskWatch::daysLeft)
        .description("Days until the database's disk is full at the rate of the last week; no number where "
            + "groundswell.capacity.disk does not say how large it is, or nothing grows")
        .register(meters);
  }

  void start(@Observes StartupEvent event) {
    background.start("disk-watch", "the disk is not measured", EVERY, () -> {
      measure();
      return EVERY;
    });
  }

  /// Asks the database, and remembers its answer for the figures.
  Storage measure() {
    var today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    var storage = reads.read(ANYBODY, queries -> StorageReads.storage(queries, today));
    last = storage;
    return storage;
  }

  private double used() {
    var storage = last;
    return storage == null ? Double.NaN : storage.bytes();
  }

  private double daysLeft() {
    var storage = last;
    var days = storage == null ? null : storage.daysLeft(config.disk().map(MemorySize::asLongValue).orElse(null));
    return days == null ? Double.NaN : days;
  }
}

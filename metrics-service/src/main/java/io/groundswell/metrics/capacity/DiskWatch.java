package io.groundswell.metrics.capacity;

import io.groundswell.groundwork.schema.Migrator;
import io.groundswell.groundwork.schema.ScopedReads;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Measures now and then what the database holds, so that an alarm can say that its disk fills before it is full.
@ApplicationScoped
class DiskWatch {

  private static final Logger LOG = Logger.getLogger(DiskWatch.class);
  /// A disk fills in days, and the question goes through the files of all tables.
  private static final Duration EVERY = Duration.ofMinutes(10);
  /// The same for every organisation.
  private static final int ANYBODY = 1;

  private final ScopedReads reads;
  private final Migrator migrator;
  private final CapacityConfig config;
  private final InstantSource clock;
  private volatile @Nullable Storage last;
  private volatile @Nullable Thread rounds;

  DiskWatch(ScopedReads reads, Migrator migrator, CapacityConfig config, InstantSource clock, MeterRegistry meters) {
    this.reads = reads;
    this.migrator = migrator;
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
    rounds = Thread.ofVirtual().name("disk-watch").start(this::goRound);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    var running = rounds;
    if (running != null) {
      running.interrupt();
      running.join();
    }
  }

  /// Asks the database, and remembers its answer for the figures.
  Storage measure() {
    var today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    var storage = reads.read(ANYBODY, queries -> StorageReads.storage(queries, today));
    last = storage;
    return storage;
  }

  private void goRound() {
    try {
      migrator.awaitDone();
      while (!Thread.currentThread().isInterrupted()) {
        try {
          measure();
        } catch (RuntimeException away) {
          // The consumers tell of outages already.
          LOG.debugf("the disk was not measured: %s", away.getMessage());
        }
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException stopping) {
      // Nobody asks any more.
    }
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

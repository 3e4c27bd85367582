package io.groundswell.metrics.archive;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.groundswell.metrics.partition.PartitionConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The archive of this installation: what goes round in it, and what is asked of it.
@ApplicationScoped
class Archive {

  private static final Logger LOG = Logger.getLogger(Archive.class);
  private static final long LINGER_MILLIS = 200;

  private final DataSource dataSource;
  private final ArchiveConfig config;
  private final PartitionConfig partitions;
  private final Jobs jobs;
  private final InstantSource clock;
  private final Counter archived;
  private final Counter failed;

  Archive(DataSource dataSource, ArchiveConfig config, PartitionConfig partitions, Jobs jobs, InstantSource clock,
      MeterRegistry meters) {
    this.dataSource = dataSource;
    this.config = config;
    this.partitions = partitions;
    this.jobs = jobs;
    this.clock = clock;
    this.archived = Counter.builder("groundswell.archive.days").description("days that went into files")
        .register(meters);
    this.failed = Counter.builder("groundswell.archive.failures")
        .description("attempts to archive a day that did not get on, and are made again").register(meters);
  }

  void start(@Observes StartupEvent event) {
    var keepDays = config.keepDays().orElse(Integer.MAX_VALUE);
    if (keepDays <= partitions.daysBack()) {
      throw new IllegalArgumentException(
          "groundswell.archive.keep-days must be more than groundswell.partition.days-back ("
              + partitions.daysBack() + "), for events of these days still come");
    }
    if (config.directory().isPresent()) {
      jobs.start("archive", config.every(), this::round);
    }
  }

  /// Takes every day that is due as far as it gets.
  void round(Lease lease) throws InterruptedException {
    if (config.keepDays().isPresent()) {
      registry(registry -> registry.ask(today().minusDays(config.keepDays().orElseThrow())));
    }
    var archiver = new Archiver(dataSource, files());
    for (var day : registry(ArchiveRegistry::unfinished)) {
      archive(archiver, day, lease);
    }
  }

  private void archive(Archiver archiver, LocalDate day, Lease lease) throws InterruptedException {
    try {
      while (true) {
        lease.require();
        switch (archiver.step(day)) {
          case DONE -> {
          }
          case WAITING -> Thread.sleep(LINGER_MILLIS);
          case FINISHED -> {
            archived.increment();
            LOG.infof("the day %s is in the archive", day);
            return;
          }
        }
      }
    } catch (SQLException | IOException trouble) {
      failed.increment();
      LOG.warnf("the day %s does not get into the archive, trying again: %s", day, trouble.getMessage());
      note(day, String.valueOf(trouble.getMessage()));
    }
  }

  private void note(LocalDate day, String error) {
    registry(registry -> {
      for (var partition : registry.day(day)) {
        if (partition.state() != Archived.State.DROPPED) {
          registry.fail(partition, error);
        }
      }
      return day;
    });
  }

  List<Archived> list() {
    return registry(ArchiveRegistry::all);
  }

  /// Asks for all days before the given one; the job takes them from there.
  ///
  /// @return how many days were not asked for before
  int ask(LocalDate before) {
    files();
    var latest = today().minusDays(partitions.daysBack());
    if (before.isAfter(latest)) {
      throw new ProblemException(Problem.member("before", "must be " + latest
          + " at the latest: events of later days still come"));
    }
    return registry(registry -> registry.ask(before));
  }

  /// What is wrong with a day's files.
  record Checked(String table, String file, boolean intact, @Nullable String problem) {
  }

  /// Reads the files of a day and compares them with what was written.
  List<Checked> verify(LocalDate day) {
    var known = registry(registry -> registry.day(day)).stream().filter(each -> each.file() != null).toList();
    if (known.isEmpty()) {
      throw Restorer.unknown();
    }
    return known.stream().map(this::check).toList();
  }

  private Checked check(Archived partition) {
    var file = Objects.requireNonNull(partition.file());
    try {
      boolean intact = partition.isIn(files().look(partition));
      return new Checked(partition.table().sql(), file, intact, intact ? null : "it is not what was written");
    } catch (IOException | SQLException damaged) {
      return new Checked(partition.table().sql(), file, false, damaged.getMessage());
    }
  }

  List<Archived> restore(LocalDate day, Duration stay) {
    try {
      return new Restorer(dataSource, files()).restore(day, stay);
    } catch (SQLException | IOException trouble) {
      throw refused(trouble);
    }
  }

  private ArchiveFiles files() {
    return new ArchiveFiles(config.directory().orElseThrow(() -> new ProblemException(Problem.of(409, "no_archive",
        "There is no archive", "groundswell.archive.directory is not set"))));
  }

  private LocalDate today() {
    return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /// What is done with the registry.
  @FunctionalInterface
  private interface Asked<T> {
    T of(ArchiveRegistry registry) throws SQLException;
  }

  private <T> T registry(Asked<T> asked) {
    try {
      return new Owner(dataSource).transaction(connection -> asked.of(new ArchiveRegistry(connection)));
    } catch (SQLException | IOException trouble) {
      throw refused(trouble);
    }
  }

  private static ProblemException refused(Exception trouble) {
    LOG.warnf("the archive cannot be asked: %s", trouble.getMessage());
    return new ProblemException(Problem.of(503, "archive_unavailable", "The archive does not answer",
        "its database or its directory cannot be used; nothing is lost, the log says more"));
  }
}

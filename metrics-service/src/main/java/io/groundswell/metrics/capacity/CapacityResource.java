package io.groundswell.metrics.capacity;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.archive.ArchiveConfig;
import io.groundswell.metrics.partition.PartitionConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// How much the system can still take, for the operator: the figures are of all organisations together.
@Path("/v1/capacity")
@Requires(Scope.ADMIN)
class CapacityResource {

  /// Whose admin keys run the system: the organisation of the bootstrap key.
  private static final int OPERATOR = 1;

  private final Watcher watcher;
  private final DiskWatch disk;
  private final CapacityConfig config;
  private final PartitionConfig partitions;
  private final ArchiveConfig archive;
  private final InstantSource clock;
  private final Caller caller;

  CapacityResource(Watcher watcher, DiskWatch disk, CapacityConfig config, PartitionConfig partitions,
      ArchiveConfig archive, InstantSource clock, Caller caller) {
    this.watcher = watcher;
    this.disk = disk;
    this.config = config;
    this.partitions = partitions;
    this.archive = archive;
    this.clock = clock;
    this.caller = caller;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Capacity capacity() {
    if (caller.organization() != OPERATOR) {
      throw new ProblemException(Problem.of(403, "forbidden", "Not allowed with this API key",
          "capacity is for admin keys of the operator's organisation"));
    }
    var looks = watcher.looks();
    if (looks.isEmpty()) {
      throw new ProblemException(Problem.of(503, "broker_unavailable", "The broker does not answer",
          "how far the topics are was not to be learnt yet; nothing is lost; ask again"));
    }
    var today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    return answer(looks, disk.measure(), today);
  }

  private Capacity answer(List<Look> looks, Storage storage, LocalDate today) {
    var now = looks.getLast();
    var rates = Rates.of(looks);
    var total = config.disk().map(MemorySize::asLongValue).orElse(null);
    var space = new Capacity.Disk(storage.bytes(), total, storage.bytesPerDay(), storage.daysLeft(total));
    var next = next(storage, today);
    var most = rates.sustainable();
    var left = rates.toCatchUp(now.behind());
    return new Capacity(PlainWords.of(rates, now, space, next), looks.size() < 2 ? null : looks.getFirst().at(),
        new Capacity.Events(rates.arriving(), rates.storing(), most,
            most == null ? null : rates.isMeasured() ? "measured" : "at_least"),
        new Capacity.Backlog(now.behind(), left == null ? null : left.toSeconds()),
        new Capacity.Partitions(now.partitions(), now.replicas(),
            most == null || now.replicas() == 0 ? null : most / now.replicas() * now.partitions()),
        space, next);
  }

  /// Days have their tables so many days ahead, and leave them so many days after, where that is wished.
  private List<Capacity.Action> next(Storage storage, LocalDate today) {
    var actions = new ArrayList<Capacity.Action>();
    var made = storage.madeUntil();
    var missing = made == null ? today : made.plusDays(1);
    actions.add(new Capacity.Action("make", missing, at(missing.minusDays(partitions.daysAhead()), today)));
    var oldest = storage.oldest();
    if (oldest != null && archive.directory().isPresent()) {
      archive.keepDays().ifPresent(
          kept -> actions.add(new Capacity.Action("archive", oldest, at(oldest.plusDays(kept + 1L), today))));
    }
    return actions;
  }

  /// The beginning of that day; now, where it has begun.
  private Instant at(LocalDate due, LocalDate today) {
    return due.isAfter(today) ? due.atStartOfDay(ZoneOffset.UTC).toInstant() : clock.instant();
  }
}

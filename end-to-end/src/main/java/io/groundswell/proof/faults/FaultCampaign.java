package io.groundswell.proof.faults;

import io.groundswell.proof.check.Checker;
import io.groundswell.proof.check.Rest;
import io.groundswell.proof.faults.Plan.Strike;
import io.groundswell.proof.traffic.Driver;
import io.groundswell.proof.traffic.Journal;
import io.groundswell.proof.traffic.Outcomes;
import io.groundswell.proof.traffic.Pace;
import io.groundswell.proof.traffic.Tenant;
import io.groundswell.proof.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Sends the traffic of a plan into a system, has befall it what the plan says, waits for the rest, and has the checker
/// judge.
public final class FaultCampaign {

  private static final int SENDERS = 16;
  private static final Duration PROGRESS = Duration.ofSeconds(5);
  private static final Duration STORM = Duration.ofSeconds(3);
  private static final Duration FROZEN = Duration.ofSeconds(10);

  private final Scene scene;
  private final Plan plan;
  private final Consumer<String> progress;
  private final Map<Victim, Zombie> zombies;
  private final Map<Fault, Integer> faults = new LinkedHashMap<>();
  private final Map<Victim, Duration> slowestReturn = new EnumMap<>(Victim.class);
  private final Map<Victim, Wound> wounds = new EnumMap<>(Victim.class);
  private long toldAt = System.nanoTime();

  /// @param progress takes a line for people now and then
  public FaultCampaign(Scene scene, Plan plan, Consumer<String> progress) {
    this(scene, plan, Map.of(), progress);
  }

  /// @param zombies second replicas of those of whom the plan makes zombies
  public FaultCampaign(Scene scene, Plan plan, Map<Victim, Zombie> zombies, Consumer<String> progress) {
    this.scene = scene;
    this.plan = plan;
    this.zombies = Map.copyOf(zombies);
    this.progress = progress;
  }

  private record Wound(long formerPid, long at) {
  }

  /// Runs to the end.
  ///
  /// @param directory where the journal is kept
  /// @throws IllegalStateException where a victim did not come back by itself, or the system did not come to rest
  public Report run(Path directory) throws IOException, SQLException, InterruptedException {
    long began = System.nanoTime();
    var place = scene.whereabouts();
    var tenants = Tenants.make(place, plan.organizations());
    var traffic = new Traffic(plan.seed(), InstantSource.system().instant(),
        tenants.stream().map(Tenant::organization).toList());
    var file = directory.resolve("journal-" + plan.seed() + ".txt");
    var pace = new Pace(plan.eventsPerSecond(), gate(0));
    try (var journal = new Journal(file);
        var driver = new Driver(place.ingest(), traffic, tenants, journal, pace, plan.events());
        var thread = Executors.newSingleThreadExecutor()) {
      driver.declareHistory();
      progress.accept("history declared for " + tenants.size() + " organisations; sending");
      Future<?> sending = thread.submit(() -> {
        driver.run(SENDERS);
        return null;
      });
      int done = 0;
      for (var strike : plan.schedule()) {
        awaitPoint(strike, driver, sending);
        strike(strike.fault());
        done++;
        progress.accept(String.format(Locale.ROOT, "%s %d/%d: %s at event %d%s",
            strike.fault().kind() == Fault.Kind.KILL ? "kill" : "fault", done, plan.kills(), strike.fault().slug(),
            driver.sent(), strike.patient() ? "" : ", into a recovery"));
        pace.openUpTo(gate(done));
      }
      recover(driver);
      pace.openUpTo(Long.MAX_VALUE);
      finish(sending);
      long sent = System.nanoTime();
      progress.accept("all sent, waiting for the rest");
      Rest.await(place.database(), place.bootstrapServers(), plan.patience());
      var untilRest = Duration.ofNanos(System.nanoTime() - sent);
      progress.accept("at rest after " + untilRest.toMillis() + " ms, checking");
      var verdict =
          Checker.check(place.database(), place.bootstrapServers(), traffic, Outcomes.of(file), plan.events());
      return new Report(plan, faults, slowestReturn, driver.secondsWithoutAnswer(), untilRest, driver.statuses(),
          Duration.ofNanos(System.nanoTime() - began), verdict);
    }
  }

  /// Behind this event the driver only trickles until the next kill has happened.
  private long gate(int killsDone) {
    return plan.kills() == 0 ? Long.MAX_VALUE : plan.events() * (killsDone + 1) / plan.kills();
  }

  private void awaitPoint(Strike strike, Driver driver, Future<?> sending) throws InterruptedException {
    while (driver.sent() < strike.at() && !sending.isDone()) {
      pause();
      tell(driver);
      observe();
    }
    if (strike.patient()) {
      recover(driver);
    }
    awaitPid(strike.fault().victim());
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(strike.delayMillis()));
  }

  private long awaitPid(Victim victim) throws InterruptedException {
    long pid = scene.pid(victim);
    while (pid == 0) {
      pause();
      pid = scene.pid(victim);
    }
    return pid;
  }

  private void strike(Fault fault) throws SQLException, InterruptedException {
    var victim = fault.victim();
    switch (fault.kind()) {
      case KILL -> Signals.send("KILL", wounded(victim));
      // To PostgreSQL, SIGQUIT is an immediate shutdown.
      case STOP -> Signals.send("QUIT", wounded(victim));
      case STORM -> progress.accept("  connections ended: " + scene.storm(STORM));
      case FREEZE -> freeze(awaitPid(victim));
      case ZOMBIE -> {
        progress.accept("  refused by the fence: "
            + Objects.requireNonNull(zombies.get(victim), () -> "no second replica of " + victim).strike());
      }
    }
    faults.merge(fault, 1, Integer::sum);
  }

  private long wounded(Victim victim) throws InterruptedException {
    long pid = awaitPid(victim);
    wounds.put(victim, new Wound(pid, System.nanoTime()));
    return pid;
  }

  private static void freeze(long pid) throws InterruptedException {
    Signals.send("STOP", pid);
    try {
      LockSupport.parkNanos(FROZEN.toNanos());
    } finally {
      Signals.send("CONT", pid);
    }
  }

  private void recover(Driver driver) throws InterruptedException {
    while (!wounds.isEmpty()) {
      observe();
      tell(driver);
      pause();
    }
  }

  /// Takes those off the list of the wounded that serve again, as another process.
  private void observe() {
    for (var victim : Victim.values()) {
      var wound = wounds.get(victim);
      if (wound == null) {
        continue;
      }
      var away = Duration.ofNanos(System.nanoTime() - wound.at);
      long pid = scene.pid(victim);
      if (pid != 0 && pid != wound.formerPid && scene.isReady(victim)) {
        wounds.remove(victim);
        slowestReturn.merge(victim, away, (one, other) -> one.compareTo(other) > 0 ? one : other);
      } else if (away.compareTo(plan.patience()) > 0) {
        throw new IllegalStateException(
            victim.slug() + " did not come back within " + plan.patience().toSeconds() + " s");
      }
    }
  }

  private void tell(Driver driver) {
    if (System.nanoTime() - toldAt > PROGRESS.toNanos()) {
      toldAt = System.nanoTime();
      progress.accept(String.format(Locale.ROOT, "  %d of %d events sent, away: %s", driver.sent(), plan.events(),
          wounds.keySet()));
    }
  }

  private static void finish(Future<?> sending) throws InterruptedException {
    try {
      sending.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("the driver failed", failed.getCause());
    }
  }

  private static void pause() throws InterruptedException {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}

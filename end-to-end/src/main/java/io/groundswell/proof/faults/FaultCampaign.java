package io.groundswell.proof.faults;

import io.groundswell.proof.check.Checker;
import io.groundswell.proof.check.Rest;
import io.groundswell.proof.faults.Plan.Kill;
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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Sends the traffic of a plan into a system, kills what the plan says with `kill -9`, waits for the rest, and has the
/// checker judge.
public final class FaultCampaign {

  private static final int SENDERS = 16;
  private static final Duration PROGRESS = Duration.ofSeconds(5);

  private final Scene scene;
  private final Plan plan;
  private final Consumer<String> progress;
  private final Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
  private final Map<Victim, Duration> slowestReturn = new EnumMap<>(Victim.class);
  private final Map<Victim, Wound> wounds = new EnumMap<>(Victim.class);
  private long toldAt = System.nanoTime();

  /// @param progress takes a line for people now and then
  public FaultCampaign(Scene scene, Plan plan, Consumer<String> progress) {
    this.scene = scene;
    this.plan = plan;
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
      for (var kill : plan.schedule()) {
        awaitPoint(kill, driver, sending);
        strike(kill);
        done++;
        progress
            .accept(String.format(Locale.ROOT, "kill %d/%d: %s at event %d%s", done, plan.kills(), kill.victim().slug(),
                driver.sent(),
                kill.patient() ? "" : ", into a recovery"));
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
      return new Report(plan, kills, slowestReturn, driver.secondsWithoutAnswer(), untilRest, driver.statuses(),
          Duration.ofNanos(System.nanoTime() - began), verdict);
    }
  }

  /// Behind this event the driver only trickles until the next kill has happened.
  private long gate(int killsDone) {
    return plan.kills() == 0 ? Long.MAX_VALUE : plan.events() * (killsDone + 1) / plan.kills();
  }

  private void awaitPoint(Kill kill, Driver driver, Future<?> sending) throws InterruptedException {
    while (driver.sent() < kill.at() && !sending.isDone()) {
      pause();
      tell(driver);
      observe();
    }
    if (kill.patient()) {
      recover(driver);
    }
    while (scene.pid(kill.victim()) == 0) {
      pause();
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(kill.delayMillis()));
  }

  private void strike(Kill kill) throws InterruptedException {
    long pid = scene.pid(kill.victim());
    while (pid == 0) {
      pause();
      pid = scene.pid(kill.victim());
    }
    var process = ProcessHandle.of(pid);
    if (process.isEmpty() || !process.orElseThrow().destroyForcibly()) {
      throw new IllegalStateException("cannot kill " + kill.victim().slug() + ", process " + pid);
    }
    wounds.put(kill.victim(), new Wound(pid, System.nanoTime()));
    kills.merge(kill.victim(), 1, Integer::sum);
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

package io.groundswell.groundwork.background;

import io.groundswell.groundwork.schema.Migrator;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Starts works that go round, and ends them all with the service.
@ApplicationScoped
public class Background {

  private final Migrator migrator;
  private final List<Rounds> all = new CopyOnWriteArrayList<>();

  Background(Migrator migrator) {
    this.migrator = migrator;
  }

  /// Goes round on a thread of its own: the first time when the tables stand, the last time when the service stops.
  ///
  /// @param name of the thread
  /// @param unless what is left undone by a round that fails, as the log tells it: "no replays are sent"
  /// @param afterTrouble how long to rest after a round that failed
  public Rounds start(String name, String unless, Duration afterTrouble, Round round) {
    var rounds = new Rounds(name, unless, afterTrouble, round);
    all.add(rounds);
    rounds.start(migrator::awaitDone);
    return rounds;
  }

  /// Nothing goes on behind this, so what the works have used may be closed.
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    all.forEach(Rounds::interrupt);
    for (var rounds : all) {
      rounds.join();
    }
  }
}

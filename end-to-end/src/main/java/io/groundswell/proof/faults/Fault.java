package io.groundswell.proof.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What befalls whom.
public record Fault(Kind kind, Victim victim) {

  /// How.
  public enum Kind {
    /// `kill -9`; it is started again.
    KILL,
    /// A server stops at once, without a checkpoint and without a word to its clients (`pg_ctl stop -m immediate`); it
    /// is started again.
    STOP,
    /// Every connection to the database is ended by the server, again and again for three seconds.
    STORM,
    /// It stands still for ten seconds and goes on, and nothing of it is closed meanwhile (`SIGSTOP`, `SIGCONT`).
    FREEZE,
    /// A second replica stands still until another has its partitions, and goes on: [Zombie].
    ZOMBIE
  }

  /// `kill -9` of each.
  static final List<Fault> KILLS =
      Arrays.stream(Victim.values()).map(victim -> new Fault(Kind.KILL, victim)).toList();

  /// The others, each as often in the end; zombies are of either reader in turn.
  static final List<Fault> DISTURBANCES = disturbances();

  private static List<Fault> disturbances() {
    var faults = new ArrayList<Fault>();
    for (var zombie : List.of(Victim.METRICS, Victim.TREND)) {
      faults.addAll(List.of(new Fault(Kind.ZOMBIE, zombie), new Fault(Kind.STOP, Victim.DATABASE),
          new Fault(Kind.STORM, Victim.DATABASE), new Fault(Kind.FREEZE, Victim.BROKER)));
    }
    return List.copyOf(faults);
  }

  /// `INGEST` for a kill, which most are; otherwise `ZOMBIE_METRICS` and so on.
  String name() {
    return kind == Kind.KILL ? victim.name() : kind + "_" + victim;
  }

  /// The same for people: `ingest`, `zombie metrics`.
  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// Whether another process takes its place.
  boolean ends() {
    return kind == Kind.KILL || kind == Kind.STOP;
  }
}

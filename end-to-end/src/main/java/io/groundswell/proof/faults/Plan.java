package io.groundswell.proof.faults;

import io.groundswell.proof.traffic.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What a campaign is to do.
///
/// @param seed what is sent, what is killed and when: all of it follows from the seed, but for the timing of the
///     machine
/// @param kills how many processes are killed
/// @param events how many events are sent meanwhile, over all organisations and both lanes
/// @param eventsPerSecond the pace at which they are sent
/// @param organizations how many organisations send
/// @param patience how long a victim may take to come back, and the system to come to rest
public record Plan(long seed, int kills, long events, double eventsPerSecond, int organizations, Duration patience) {

  /// As in every change: 20 kills while 200,000 events flow.
  public static final Plan USUAL = new Plan(1, 20, 200_000, 4_000, 3, Duration.ofSeconds(120));

  public Plan {
    if (kills < 0 || events < 1 || organizations < 1 || eventsPerSecond <= 0) {
      throw new IllegalArgumentException("a campaign has events, a pace and organisations, and no negative kills");
    }
    events = (events + Traffic.BLOCK - 1) / Traffic.BLOCK * Traffic.BLOCK;
  }

  public Plan withSeed(long other) {
    return new Plan(other, kills, events, eventsPerSecond, organizations, patience);
  }

  /// One kill.
  ///
  /// @param at the number of the event that is being sent when it falls
  /// @param delayMillis how long after that, so that kills fall at any point of a batch's way
  /// @param patient whether everything has recovered before, or the kill falls into the recovery from the one before
  public record Kill(Victim victim, long at, int delayMillis, boolean patient) {
  }

  /// The kills in their order. Every victim gets its share; one in five does not wait for the recovery of the one
  /// before.
  public List<Kill> schedule() {
    var random = new Random(seed);
    var victims = new ArrayList<Victim>();
    for (int i = 0; i < kills; i++) {
      victims.add(Victim.values()[i % Victim.values().length]);
    }
    Collections.shuffle(victims, random);
    var schedule = new ArrayList<Kill>();
    for (int i = 0; i < kills; i++) {
      long at = (long) (events * (i + 0.2 + 0.6 * random.nextDouble()) / kills);
      schedule.add(new Kill(victims.get(i), at, random.nextInt(300), i == 0 || random.nextInt(5) > 0));
    }
    return schedule;
  }
}

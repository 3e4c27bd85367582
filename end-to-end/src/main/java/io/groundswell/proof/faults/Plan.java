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
/// @param faults what befalls the system, in turn
/// @param kills how many faults there are, of all kinds: usually kills
/// @param events how many events are sent meanwhile, over all organisations and both lanes
/// @param eventsPerSecond the pace at which they are sent
/// @param organizations how many organisations send
/// @param patience how long a victim may take to come back, and the system to come to rest
public record Plan(long seed, List<Fault> faults, int kills, long events, double eventsPerSecond, int organizations,
    Duration patience) {

  /// As in every change: 20 kills while 200,000 events flow.
  public static final Plan USUAL = new Plan(1, 20, 200_000, 4_000, 3, Duration.ofSeconds(120));

  /// Zombies, a database that stops at once, connections that are ended in storms, a broker that stands still: five
  /// each while 100,000 events flow. The zombies are replicas that the campaign is given.
  public static final Plan DISTURBED = new Plan(1, Fault.DISTURBANCES, 20, 100_000, 2_000, 3, Duration.ofSeconds(120));

  public Plan {
    if (kills < 0 || events < 1 || organizations < 1 || eventsPerSecond <= 0) {
      throw new IllegalArgumentException("a campaign has events, a pace and organisations, and no negative kills");
    }
    faults = List.copyOf(faults);
    events = (events + Traffic.BLOCK - 1) / Traffic.BLOCK * Traffic.BLOCK;
  }

  /// With `kill -9` of everybody in turn.
  public Plan(long seed, int kills, long events, double eventsPerSecond, int organizations, Duration patience) {
    this(seed, Fault.KILLS, kills, events, eventsPerSecond, organizations, patience);
  }

  public Plan withSeed(long other) {
    return new Plan(other, faults, kills, events, eventsPerSecond, organizations, patience);
  }

  /// One of them.
  ///
  /// @param at the number of the event that is being sent when it falls
  /// @param delayMillis how long after that, so that kills fall at any point of a batch's way
  /// @param patient whether everything has recovered before, or it falls into the recovery from the one before
  public record Strike(Fault fault, long at, int delayMillis, boolean patient) {
  }

  /// The faults in their order. Every one gets its share; one in five does not wait for the recovery from the one
  /// before.
  public List<Strike> schedule() {
    var random = new Random(seed);
    var drawn = new ArrayList<Fault>();
    for (int i = 0; i < kills; i++) {
      drawn.add(faults.get(i % faults.size()));
    }
    Collections.shuffle(drawn, random);
    var schedule = new ArrayList<Strike>();
    for (int i = 0; i < kills; i++) {
      long at = (long) (events * (i + 0.2 + 0.6 * random.nextDouble()) / kills);
      int delay = random.nextInt(300);
      boolean patient = i == 0 || random.nextInt(5) > 0;
      // Whoever is made a zombie has to have a share of the partitions first.
      schedule.add(new Strike(drawn.get(i), at, delay, patient || drawn.get(i).kind() == Fault.Kind.ZOMBIE));
    }
    return schedule;
  }
}

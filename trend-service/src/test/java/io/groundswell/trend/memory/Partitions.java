package io.groundswell.trend.memory;

import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbance;
import io.groundswell.trend.disturbance.Disturbances;
import io.groundswell.trend.disturbance.Tallied;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The memories of all partitions of a topic, judged together.
public final class Partitions {

  public static final int COUNT = 12;

  private final Platforms platforms = new Platforms();
  private final List<PartitionMemory> memories =
      Stream.generate(PartitionMemory::new).limit(COUNT).toList();
  private final Map<String, Disturbance> known = new TreeMap<>();

  public void take(Collection<CountedBucket> counts) {
    var byPartition = new HashMap<Integer, List<CountedBucket>>();
    counts.forEach(one -> byPartition.computeIfAbsent(one.series().slot() % COUNT, none -> new ArrayList<>()).add(one));
    byPartition.forEach((partition, own) -> memories.get(partition).take(own));
  }

  /// @param complete the first bucket that is not complete
  public void judge(long complete) {
    var tallied = new ArrayList<Tallied>();
    for (var memory : memories) {
      memory.judge(platforms, complete);
      tallied.add(memory.tallied());
    }
    Disturbances.judge(tallied, true, known.values(), complete)
        .forEach(one -> known.put(one.kind() + one.platform() + one.metric() + one.since(), one));
    memories.forEach(memory -> memory.befell(befallen(), platforms));
  }

  public Befallen befallen() {
    return Befallen.of(known.values());
  }

  public List<PartitionMemory> all() {
    return memories;
  }

  public Map<SeriesKey, Running> running() {
    var running = new HashMap<SeriesKey, Running>();
    memories.forEach(memory -> running.putAll(memory.running()));
    return running;
  }

  public Map<SeriesKey, List<Standout>> standing() {
    var standing = new HashMap<SeriesKey, List<Standout>>();
    memories.forEach(memory -> standing.putAll(memory.standing()));
    return standing;
  }
}

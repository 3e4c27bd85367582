package io.groundswell.trend.memory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The memories of the partitions that this replica owns.
@ApplicationScoped
public class Memories {

  private final Map<Integer, PartitionMemory> byPartition = new ConcurrentHashMap<>();

  public Memories(MeterRegistry meters) {
    Gauge.builder("groundswell.trend.series", this::series)
        .description("series in memory, about 2 KB each")
        .register(meters);
  }

  public void keep(int partition, PartitionMemory memory) {
    byPartition.put(partition, memory);
  }

  public void drop(int partition) {
    byPartition.remove(partition);
  }

  public @Nullable PartitionMemory find(int partition) {
    return byPartition.get(partition);
  }

  /// As they are at the moment, by partition.
  public Map<Integer, PartitionMemory> all() {
    return Map.copyOf(byPartition);
  }

  private long series() {
    return byPartition.values().stream()
        .mapToLong(PartitionMemory::size)
        .sum();
  }
}

package io.groundswell.trend.memory;

import io.groundswell.groundwork.standing.Standing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The memories of the partitions that this replica owns, and what they may take together: a share of the heap, each
/// partition as much as every other one, since subjects are spread evenly.
@ApplicationScoped
public class Memories implements Standing {

  private static final double LEAST_SHARE = 0.01;
  private static final double MOST_SHARE = 0.9;
  private static final Duration LATELY = Duration.ofMinutes(10);
  private static final double MEBIBYTE = 1 << 20;

  private final Map<Integer, PartitionMemory> byPartition = new ConcurrentHashMap<>();
  private final long bytes;
  private final Budget budget = new Budget(this::share);
  private volatile int sharers = 1;

  @Inject
  Memories(MemoryConfig config, MeterRegistry meters) {
    this((long) (checked(config.share()) * Runtime.getRuntime().maxMemory()), meters);
  }

  /// @param bytes for all series together
  public Memories(long bytes, MeterRegistry meters) {
    this.bytes = bytes;
    Gauge.builder("groundswell.trend.series", this::series)
        .description("series in memory")
        .register(meters);
    Gauge.builder("groundswell.trend.series.bytes", this::held)
        .description("what they take, about")
        .register(meters);
    Gauge.builder("groundswell.trend.series.budget", () -> bytes)
        .description("what they may take, in bytes")
        .register(meters);
    FunctionCounter.builder("groundswell.trend.series.evicted", budget, Budget::allEvicted)
        .description("series that were forgotten to make room, the quietest first")
        .register(meters);
    FunctionCounter.builder("groundswell.trend.series.returned", budget, Budget::allReturned)
        .description("series that were read again when they were counted again")
        .register(meters);
    FunctionCounter.builder("groundswell.trend.series.shed", budget, Budget::allShed)
        .description("series of a batch that were counted, but found no room, and so are not judged")
        .register(meters);
  }

  private static double checked(double share) {
    if (!(share >= LEAST_SHARE && share <= MOST_SHARE)) {
      throw new IllegalArgumentException(
          "groundswell.memory.share is from " + LEAST_SHARE + " to " + MOST_SHARE + ", not " + share);
    }
    return share;
  }

  private long share() {
    return bytes / Math.max(sharers, Math.max(1, byPartition.size()));
  }

  /// What a partition's series may take, when so many partitions are ours.
  ///
  /// @param owned those that are not remembered yet included
  public Budget budget(int owned) {
    sharers = Math.max(1, owned);
    byPartition.values().forEach(PartitionMemory::makeRoom);
    return budget;
  }

  public void keep(int partition, PartitionMemory memory) {
    byPartition.put(partition, memory);
  }

  public void drop(int partition) {
    byPartition.remove(partition);
    sharers = Math.max(1, byPartition.size());
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

  private long held() {
    return byPartition.values().stream()
        .mapToLong(PartitionMemory::bytes)
        .sum();
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public @Nullable String trouble() {
    return null;
  }

  @Override
  public @Nullable String notice() {
    return budget.hasShedWithin(LATELY.toNanos())
        ? String.format(Locale.ROOT, "more series are counted than %.0f MiB hold (groundswell.memory.share): "
            + "%,d are judged, and those that found no room lately are not", bytes / MEBIBYTE, series())
        : null;
  }
}

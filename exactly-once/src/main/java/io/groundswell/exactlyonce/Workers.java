package io.groundswell.exactlyonce;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The workers of a consumer by partition. A worker that was stopped stays until its successor is there, which waits
/// for it.
final class Workers<E> {

  private final Map<Integer, PartitionWorker<E>> byPartition = new ConcurrentHashMap<>();

  void start(Workbench<E> bench, int partition, Runnable nudge) {
    var worker = new PartitionWorker<>(bench, partition, byPartition.get(partition), nudge);
    byPartition.put(partition, worker);
    worker.start();
  }

  void stop(int partition) {
    var worker = byPartition.get(partition);
    if (worker != null) {
      worker.stop();
    }
  }

  void stopAll() {
    byPartition.values().forEach(PartitionWorker::stop);
  }

  /// Waits for the transactions under way; cuts off those that take longer.
  void awaitEnd(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (var worker : byPartition.values()) {
      if (!worker.awaitEnd(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        worker.interrupt();
      }
    }
  }

  /// The worker of a partition that we own.
  @Nullable
  PartitionWorker<E> owner(int partition) {
    var worker = byPartition.get(partition);
    return worker == null || worker.isStopped() ? null : worker;
  }

  /// Records that are not stored yet on the partitions that we own.
  long lag() {
    return owners().values().stream().mapToLong(worker -> worker.standing().lag()).sum();
  }

  /// Workers of the partitions that we own.
  Map<Integer, PartitionWorker<E>> owners() {
    return byPartition.entrySet().stream()
        .filter(entry -> !entry.getValue().isStopped())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
  }
}

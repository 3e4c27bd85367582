package io.groundswell.exactlyonce;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The records of a partition between the poll thread, which brings them, and the worker, which takes what has come.
/// Bounded: above the bound the poll thread pauses the partition, below half of it it resumes.
final class Arrivals {

  private enum Gate {
    SHUT, EXPECTING, OPEN
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
  private final long boundRecords;
  private final long boundBytes;
  private final int maxBatch;
  private final long maxBatchBytes;
  private final long spacing;
  private long taken;
  private long bytes;
  private Gate gate = Gate.SHUT;
  private long from;
  private boolean overflowing;

  Arrivals(ConsumerSettings settings) {
    this.maxBatch = settings.pace().maxBatch();
    this.maxBatchBytes = settings.pace().maxBatchBytes();
    this.spacing = settings.pace().spacing().toNanos();
    this.taken = System.nanoTime() - spacing;
    // A batch waits while one is written: with other partitions that is enough to keep all connections busy, and what
    // waits lives through many a garbage collection.
    this.boundRecords = maxBatch;
    this.boundBytes = maxBatchBytes;
  }

  /// Worker: asks for the records from this offset on.
  void expect(long offset) {
    lock.lock();
    try {
      gate = Gate.EXPECTING;
      from = offset;
    } finally {
      lock.unlock();
    }
  }

  /// Poll thread: the offset that the worker waits for, if it does.
  OptionalLong expected() {
    lock.lock();
    try {
      return gate == Gate.EXPECTING ? OptionalLong.of(from) : OptionalLong.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Poll thread: has sought to the offset, so that what comes from here on is wanted; unless the worker, meanwhile,
  /// expects another one.
  void open(long sought) {
    lock.lock();
    try {
      if (gate == Gate.EXPECTING && from == sought) {
        gate = Gate.OPEN;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Forgets what has come and refuses what comes, until it is expected again. Wakes the worker.
  void shut() {
    lock.lock();
    try {
      gate = Gate.SHUT;
      waiting.clear();
      overflowing = false;
      bytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// @return whether more may come; if not, the partition has to be paused
  boolean offer(List<ConsumerRecord<byte[], byte[]>> records) {
    lock.lock();
    try {
      if (gate != Gate.OPEN) {
        return false;
      }
      waiting.addAll(records);
      for (var record : records) {
        bytes += weight(record);
      }
      changed.signalAll();
      overflowing = waiting.size() >= boundRecords || bytes >= boundBytes;
      return !overflowing;
    } finally {
      lock.unlock();
    }
  }

  /// Poll thread: whether the partition, if it is paused, should be resumed.
  boolean hasRoom() {
    lock.lock();
    try {
      return gate == Gate.OPEN && belowHalf();
    } finally {
      lock.unlock();
    }
  }

  /// Worker: whether there is room again since the bound was reached; true once, so that the poll thread is woken once.
  boolean hasRoomAgain() {
    lock.lock();
    try {
      boolean again = overflowing && belowHalf();
      overflowing &= !again;
      return again;
    } finally {
      lock.unlock();
    }
  }

  private boolean belowHalf() {
    // Half of one record is none waiting, or a batch of one would never go on.
    return waiting.size() < Math.max(1, boundRecords / 2) && bytes < Math.max(1, boundBytes / 2);
  }

  /// What has come, up to a batch and up to a gap in the offsets; waits while nothing has, and for company until a
  /// spacing after what was taken before. Empty once shut.
  List<ConsumerRecord<byte[], byte[]>> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        if (gate == Gate.SHUT) {
          return List.of();
        }
        changed.await();
      }
      long rest = taken + spacing - System.nanoTime();
      while (rest > 0 && gate != Gate.SHUT && waiting.size() < maxBatch && bytes < maxBatchBytes) {
        rest = changed.awaitNanos(rest);
      }
      if (gate == Gate.SHUT) {
        return List.of();
      }
      taken = System.nanoTime();
      return contiguous();
    } finally {
      lock.unlock();
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> contiguous() {
    var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>(Math.min(waiting.size(), maxBatch));
    long weight = 0;
    long expected = waiting.element().offset();
    while (!waiting.isEmpty() && batch.size() < maxBatch) {
      var next = waiting.element();
      if (next.offset() != expected || (!batch.isEmpty() && weight + weight(next) > maxBatchBytes)) {
        break;
      }
      batch.add(waiting.remove());
      weight += weight(next);
      expected++;
    }
    bytes -= weight;
    return batch;
  }

  // The fixed part stands for the record's own objects, so that a flood of empty records is bounded too.
  private static long weight(ConsumerRecord<byte[], byte[]> record) {
    return Math.max(record.serializedKeySize(), 0) + Math.max(record.serializedValueSize(), 0) + 64L;
  }
}

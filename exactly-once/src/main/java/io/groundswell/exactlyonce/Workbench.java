package io.groundswell.exactlyonce;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/// What the workers of a consumer share.
///
/// @param permits bound the transactions at the same time
/// @param patience how long a partition that somebody else took over is left to him while Kafka still counts it as ours
/// @param stallCheck how often a stalled partition's row is looked at
record Workbench<E>(ConsumerSettings settings, Destination<E> destination, OffsetStart start, BatchWriter<E> writer,
    OffsetPeek peek, Semaphore permits, ConsumerMeters meters, Traces traces, InstantSource clock, Duration patience,
    Duration stallCheck) {

  Workbench(ConsumerSettings settings, Destination<E> destination, OffsetStart start, BatchWriter<E> writer,
      OffsetPeek peek, ConsumerMeters meters, Traces traces, InstantSource clock) {
    this(settings, destination, start, writer, peek, new Semaphore(settings.pace().connections(), true), meters,
        traces, clock, Duration.ofSeconds(12), Duration.ofSeconds(2));
  }
}

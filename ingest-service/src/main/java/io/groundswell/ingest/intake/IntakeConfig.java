package io.groundswell.ingest.intake;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.intake")
public interface IntakeConfig {

  /// The largest event, in its canonical form. Raise this together with the broker's `message.max.bytes` (1 MiB), or the
  /// broker refuses what the edge took.
  @WithDefault("256K")
  MemorySize largestEvent();

  /// The largest body of a request. Raise this for larger batches; up to that much is held in memory per request.
  @WithDefault("8M")
  MemorySize largestBody();

  /// The most events of a batch.
  @WithDefault("10000")
  int mostEvents();

  /// How much all bodies being received may hold together. Beyond it requests are answered 503. Raise this with the heap.
  @WithDefault("64M")
  MemorySize mostInFlight();

  /// How long a sender may take over its body. Raise this for slow senders; each holds a connection and its body meanwhile.
  @WithDefault("30s")
  Duration bodyDeadline();

  /// How far back an event's time may lie in the live lane. Raise this together with the days that have partitions.
  @WithDefault("7D")
  Duration liveBack();

  /// How far ahead of receipt an event's time may lie: clocks of senders are seldom right. Raise this and trends may
  /// be led by events that have not happened yet.
  @WithDefault("10M")
  Duration ahead();

  /// Bodies above this size are read on a thread of their own, so that a large batch does not hold up the other
  /// connections of its event loop. Lower this for steadier latency beside large batches.
  @WithDefault("256K")
  MemorySize apartAbove();
}

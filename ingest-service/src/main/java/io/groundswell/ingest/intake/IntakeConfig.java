package io.groundswell.ingest.intake;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.intake")
public interface IntakeConfig {

  /// The largest event, in its canonical form. Raise this together with the broker's `message.max.bytes` (1 MiB), or
  /// the broker refuses what the edge took.
  @WithDefault("256K")
  MemorySize largestEvent();

  /// The most events of a batch.
  @WithDefault("10000")
  int mostEvents();

  /// How far back an event's time may lie in the live lane. Raise this together with the days that have partitions.
  @WithDefault("7D")
  Duration liveBack();

  /// How far ahead of receipt an event's time may lie: clocks of senders are seldom right. Raise this and trends may
  /// be led by events that have not happened yet.
  @WithDefault("10M")
  Duration ahead();
}

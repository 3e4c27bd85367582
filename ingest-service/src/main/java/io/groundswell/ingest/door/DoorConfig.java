package io.groundswell.ingest.door;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.door")
public interface DoorConfig {

  /// The largest body of a request, as it is sent and also after its `Content-Encoding` was undone. Raise this for
  /// larger batches; up to that much is held in memory per request.
  @WithDefault("8M")
  MemorySize largestBody();

  /// The largest body that shows its key nowhere but in itself, as some SDKs of the tracking API do: it has to be read
  /// before anybody vouches for it. Raise this where such SDKs are set to larger batches than their usual 500 KB.
  @WithDefault("1M")
  MemorySize largestUnnamedBody();

  /// How long a sender may take over its body. Raise this for slow senders; each holds a connection and its body
  /// meanwhile.
  @WithDefault("30s")
  Duration bodyDeadline();

  /// Bodies above this size are read on a thread of their own, so that a large batch does not hold up the other
  /// connections of its event loop. Lower this for steadier latency beside large batches. Compressed bodies always are.
  @WithDefault("256K")
  MemorySize apartAbove();

  /// How many keys the counters of rejections tell apart; later ones are counted together. Raise this and all senders
  /// of a large system can be told apart, at the price of up to thirty series a key for whoever keeps the metrics.
  @WithDefault("500")
  int mostCountedKeys();
}

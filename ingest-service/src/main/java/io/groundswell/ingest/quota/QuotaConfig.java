package io.groundswell.ingest.quota;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.quota")
public interface QuotaConfig {

  /// How many events a key may send a second where it has no number of its own (`rateLimit`). Every replica counts for
  /// itself. Lower this and one sender that runs wild takes less from all others.
  @WithDefault("500000")
  int eventsPerSecond();

  /// How many bytes of bodies a key may send a second where it has no number of its own (`byteLimit`). Every replica
  /// counts for itself.
  @WithDefault("256M")
  MemorySize bytesPerSecond();

  /// What a key may send at once after a pause, in seconds of its rate. Raise this for senders that come seldom and
  /// with much; lower it and the load is steadier.
  @WithDefault("2s")
  Duration burst();

  /// How much all requests may hold together, from their first byte to their answer, inflated bodies
  /// included. Beyond it requests are answered 503
  /// before their body is read. Raise this with the heap, of which a full budget takes about four times as much.
  @WithDefault("64M")
  MemorySize mostHeld();

  /// Which part of it one key may hold, in percent; beyond it that key is answered 429. Lower this where many senders
  /// share an edge; a key always has room for one body.
  @WithDefault("50")
  int keyShare();

  /// Which part of what one key may hold those may hold that come from one address and show their key in the body only,
  /// in percent; all such senders together hold what one key may. Raise this where they come through a proxy that hides
  /// their addresses; lower it and it takes more addresses to keep out the others.
  @WithDefault("25")
  int addressShare();
}

package io.groundswell.ingest.lines;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.lines")
public interface LinesConfig {

  /// How many lines of a stream are given to the broker together. Raise this and a fast sender waits for fewer
  /// acknowledgements, but that many lines are unanswered where a stream breaks.
  @WithDefault("1000")
  int mostTogether();

  /// How many bytes of lines are given to the broker together, and one line more. Each stream holds that much.
  @WithDefault("1M")
  MemorySize mostBytesTogether();

  /// How long a sender may send nothing, or not read its answers. Raise this for senders that wait for their own
  /// source between two lines; each holds a connection meanwhile. Below `quarkus.http.read-timeout`, which ends the
  /// connection.
  @WithDefault("25s")
  Duration patience();

  /// How many streams may be open. Beyond it requests are answered 503. Raise this with the heap: a stream takes up to
  /// three times `most-bytes-together`, and 8 MiB more outside of the heap where it is compressed with zstd.
  @WithDefault("64")
  int mostStreams();
}

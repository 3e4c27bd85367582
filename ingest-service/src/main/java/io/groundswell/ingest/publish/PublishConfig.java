package io.groundswell.ingest.publish;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.publish")
public interface PublishConfig {

  /// How long the broker may take to acknowledge before the request is answered 503. Raise this and short broker
  /// outages pass unseen, but senders wait longer, and more requests are in memory meanwhile. At most a minute.
  @WithDefault("10s")
  Duration deadline();

  /// How much may wait for the broker, half of it for small requests and half for large ones. Raise this and longer
  /// stalls are bridged; when it is full, requests are answered 503 at once. A fixed part of the heap.
  @WithDefault("64M")
  MemorySize bufferMemory();

  /// How much of one subject may wait for the broker; beyond it requests that bring more of it are answered 429, and
  /// everybody else's go on. A subject shares its share with one in 1,024 others. Raise this for systems that have a
  /// single subject with more than 10,000 events on their way; others on its partition then wait longer behind it.
  @WithDefault("4M")
  MemorySize mostWaitingOfASubject();

  /// Records of one partition are sent together up to this size. Raise this for throughput of large batches; every
  /// partition with something to send takes that much of the buffer.
  @WithDefault("64K")
  MemorySize batchSize();

  /// How long a record waits for company. Anything above zero is added to the latency of every sender that waits for
  /// its answer; requests in flight already make batches where there is load.
  @WithDefault("0ms")
  Duration linger();

  /// How the records of large requests are compressed between edge, broker and disk.
  @WithDefault("lz4")
  String compression();

  /// Requests with so many events or more are compressed. Lower this and the topics need less disk; but a compressor
  /// takes 130 KB for every batch that it begins, which costs more than a handful of records is worth.
  @WithDefault("50")
  int compressFrom();

  /// How many requests to a broker may be open, 1 to 5. With one, what comes in meanwhile makes the next request: no
  /// waiting where there is little to do, large requests where there is much. Raise this where the way to the broker
  /// is long; edge and broker then spend more on every event.
  @WithDefault("1")
  int requestsInFlight();

  /// How often the broker is asked whether it is there. Lower this and readiness follows an outage sooner.
  @WithDefault("2s")
  Duration probeEvery();

  /// How long the last records may take to be acknowledged when the service stops; what is not by then was never
  /// answered as accepted.
  @WithDefault("15s")
  Duration drainTimeout();
}

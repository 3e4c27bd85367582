package io.groundswell.exactlyonce;

/// How a consumer as a whole is doing; its partitions have a [PartitionState] each.
public sealed interface ConsumerState {

  /// Made, but not started.
  record New() implements ConsumerState {
  }

  /// Not reading, for this reason: the broker does not answer, no such topic, an error of the client.
  record Waiting(String reason) implements ConsumerState {
  }

  /// A member of the consumer group. May own no partition, when there are more members than partitions.
  record Running() implements ConsumerState {
  }

  /// Closed for good.
  record Closed() implements ConsumerState {
  }
}

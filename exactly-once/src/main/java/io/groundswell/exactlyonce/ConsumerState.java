package io.groundswell.exactlyonce;

/// How a consumer as a whole is doing; its partitions have a [PartitionState] each.
public sealed interface ConsumerState {

  /// Made, but not started.
  record New() implements ConsumerState {
  }

  /// Not reading, for this reason: the broker does not answer, no such topic, an error of the client.
  record Waiting(String reason) implements ConsumerState {
  }

  /// Asked to be a member of the consumer group, and was not told yet what it shall read.
  record Joining() implements ConsumerState {
  }

  /// A member of the consumer group that was given nothing to read: there are more members than partitions. Takes over
  /// when another one leaves.
  record Idle() implements ConsumerState {
  }

  /// A member of the consumer group that owns partitions.
  record Running() implements ConsumerState {
  }

  /// Closed for good.
  record Closed() implements ConsumerState {
  }
}

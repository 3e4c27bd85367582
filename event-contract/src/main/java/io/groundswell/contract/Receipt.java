package io.groundswell.contract;

import java.util.UUID;

/// Where an accepted event lies: what its sender can ask by, and nobody else can read or make ([ReceiptCodec]).
///
/// @param organization whose event it is; a receipt answers only to its own
/// @param topicMark tells a topic from one that was made anew under its name, whose offsets begin again: [#markOf]
/// @param partition of the lane's topic, 0 to 32,767
/// @param offset of the record in the partition
public record Receipt(int organization, Lane lane, int topicMark, int partition, long offset) {

  static final int MARK_BITS = 14;
  private static final int HIGHEST_MARK = (1 << MARK_BITS) - 1;

  public Receipt {
    if (organization < 1 || offset < 0) {
      throw new IllegalArgumentException("organization must be positive, offset must not be negative");
    }
    if (topicMark < 0 || topicMark > HIGHEST_MARK || partition < 0 || partition > Short.MAX_VALUE) {
      throw new IllegalArgumentException("a mark has 14 bits, a partition 15");
    }
  }

  /// The first 14 bits of Kafka's id of the topic.
  public static int markOf(UUID topicId) {
    return (int) (topicId.getMostSignificantBits() >>> (Long.SIZE - MARK_BITS));
  }
}

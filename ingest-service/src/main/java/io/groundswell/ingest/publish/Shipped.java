package io.groundswell.ingest.publish;

import java.util.BitSet;

/// What became of the parcels of one request.
public sealed interface Shipped {

  /// The broker holds all of them, but for those that it refused as too large.
  ///
  /// @param tooLarge indexes of the refused
  record Acknowledged(BitSet tooLarge) implements Shipped {
  }

  /// Nothing was handed to a producer: none of them will arrive.
  ///
  /// @param why a sentence for the sender
  record NotSent(String why) implements Shipped {
  }

  /// Nothing was handed to a producer, since more of one subject waits for the broker than may: none of them will
  /// arrive.
  record Crowded() implements Shipped {
  }

  /// At least one was not acknowledged in time. Whether it will still arrive is unknown; sending all again is safe.
  ///
  /// @param why a sentence for the sender
  record Unanswered(String why) implements Shipped {
  }
}

package io.groundswell.ingest.door;

import io.groundswell.ingest.quota.Claim;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongFunction;

/// Undoes the encoding of a body under a hard cap on what comes out, whatever the ratio: of a bomb no more is inflated
/// than the cap and one byte, and the memory grows only with what has come out.
final class Inflation {

  private static final int FIRST_RESERVE = 16 << 10;

  private final long largest;

  /// @param largest bytes of a plain body
  Inflation(long largest) {
    this.largest = largest;
  }

  /// What came of it.
  sealed interface Outcome {

    record Inflated(byte[] plain) implements Outcome {
    }

    record Failed(EdgeProblem problem) implements Outcome {
    }
  }

  /// @param reach claims memory for so many plain bytes in all
  Outcome undo(Encoding encoding, byte[] body, LongFunction<Claim.Outcome> reach) {
    int cap = Math.toIntExact(largest);
    var plain = new byte[Math.min(cap, Math.max(FIRST_RESERVE, body.length))];
    var full = EdgeProblem.find(reach.apply(plain.length));
    try (var stream = encoding.open(new ByteArrayInputStream(body))) {
      if (full != null) {
        return new Outcome.Failed(full);
      }
      int length = 0;
      while (true) {
        int read = stream.readNBytes(plain, length, plain.length - length);
        length += read;
        if (length < plain.length) {
          return new Outcome.Inflated(Arrays.copyOf(plain, length));
        }
        int more = Math.min(cap - length, length);
        if (more == 0) {
          return stream.read() < 0 ? new Outcome.Inflated(plain) : new Outcome.Failed(EdgeProblem.TOO_LARGE);
        }
        full = EdgeProblem.find(reach.apply(length + more));
        if (full != null) {
          return new Outcome.Failed(full);
        }
        plain = Arrays.copyOf(plain, length + more);
      }
    } catch (IOException corrupt) {
      return new Outcome.Failed(EdgeProblem.INVALID_ENCODING);
    }
  }
}

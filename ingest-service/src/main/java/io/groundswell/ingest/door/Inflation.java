package io.groundswell.ingest.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// Undoes the encoding of a body under a hard cap on what comes out, whatever the ratio: of a bomb no more is inflated than
/// the cap and one byte, and the memory grows only with what has come out.
final class Inflation {

  private static final int FIRST_RESERVE = 16 << 10;

  private final long largest;
  private final long mostHeld;
  private final AtomicLong heldByAll;

  /// @param largest bytes of a plain body
  /// @param mostHeld bytes that all bodies may hold together
  Inflation(long largest, long mostHeld, AtomicLong heldByAll) {
    this.largest = largest;
    this.mostHeld = mostHeld;
    this.heldByAll = heldByAll;
  }

  /// What came of it.
  sealed interface Outcome {

    record Inflated(byte[] plain) implements Outcome {
    }

    record Failed(EdgeProblem problem) implements Outcome {
    }
  }

  Outcome undo(Encoding encoding, byte[] body) {
    int cap = Math.toIntExact(largest);
    var plain = new byte[Math.min(cap, Math.max(FIRST_RESERVE, body.length))];
    long claimed = plain.length;
    boolean tooMuch = heldByAll.addAndGet(claimed) > mostHeld;
    try (var stream = encoding.open(new ByteArrayInputStream(body))) {
      if (tooMuch) {
        return new Outcome.Failed(EdgeProblem.OVERLOADED);
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
        claimed += more;
        if (heldByAll.addAndGet(more) > mostHeld) {
          return new Outcome.Failed(EdgeProblem.OVERLOADED);
        }
        plain = Arrays.copyOf(plain, length + more);
      }
    } catch (IOException corrupt) {
      return new Outcome.Failed(EdgeProblem.INVALID_ENCODING);
    } finally {
      heldByAll.addAndGet(-claimed);
    }
  }
}

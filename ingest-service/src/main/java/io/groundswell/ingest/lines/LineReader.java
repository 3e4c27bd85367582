package io.groundswell.ingest.lines;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream into lines, of which it holds no more than the longest. A longer one is passed over and told.
final class LineReader {

  private static final int FIRST_RESERVE = 64 << 10;

  private final InputStream source;
  private final int longest;
  private byte[] buffer = new byte[FIRST_RESERVE];
  private int start;
  private int scanned;
  private int end;
  private boolean sourceEnded;
  private long number;

  /// @param longest bytes of a line without its end
  LineReader(InputStream source, int longest) {
    this.source = source;
    this.longest = longest;
  }

  /// A line that is not blank.
  ///
  /// @param number 1 for the first, blank ones included
  /// @param json null where the line was too long
  record Line(long number, byte @Nullable [] json) {
  }

  /// How many lines were read, blank ones included.
  long number() {
    return number;
  }

  /// The next line that is not blank, null at the end; waits for it.
  @Nullable
  Line next() throws IOException {
    boolean tooLong = false;
    while (true) {
      int newline = newline();
      if (newline < 0 && !sourceEnded) {
        if (end - start > longest + 1) {
          tooLong = true;
          start = end;
        }
        fill();
        continue;
      }
      if (newline < 0 && start == end && !tooLong) {
        return null;
      }
      var line = take(newline < 0 ? end : newline, newline < 0 ? end : newline + 1, tooLong);
      if (line != null) {
        return line;
      }
    }
  }

  /// Whether the next line can be had without waiting.
  boolean hasNext() throws IOException {
    while (newline() < 0) {
      if (end - start > longest || source.available() <= 0 || !fill()) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Line take(int lineEnd, int next, boolean tooLong) {
    int from = start;
    int to = lineEnd;
    start = next;
    scanned = next;
    number++;
    while (to > from && isSpace(buffer[to - 1])) {
      to--;
    }
    while (from < to && isSpace(buffer[from])) {
      from++;
    }
    if (tooLong || to - from > longest) {
      return new Line(number, null);
    }
    return from == to ? null : new Line(number, Arrays.copyOfRange(buffer, from, to));
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private int newline() {
    for (; scanned < end; scanned++) {
      if (buffer[scanned] == '\n') {
        return scanned;
      }
    }
    return -1;
  }

  /// Reads what is there, at least a byte; false at the end.
  private boolean fill() throws IOException {
    if (start == end) {
      start = 0;
      scanned = 0;
      end = 0;
    } else if (end == buffer.length && start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      scanned -= start;
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, longest + FIRST_RESERVE));
    }
    int read = source.read(buffer, end, buffer.length - end);
    if (read < 0) {
      sourceEnded = true;
      return false;
    }
    end += read;
    return true;
  }
}

package io.groundswell.proof.traffic;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the driver meant to send and what became of it, on disk, a line each:
///
/// ```
/// > 17 850 50       request 17 is about to send events 850 to 899
/// < 17 aaaraa…      it was answered: accepted, accepted, accepted, rejected …
/// < 17 ?            nobody knows: no answer, or one that means "send again"
/// ```
///
/// A line is handed to the operating system before the request goes out, which is enough while the driver's machine
/// stays up. An intent without an outcome means the same as `?`.
public final class Journal implements AutoCloseable {

  static final char ACCEPTED = 'a';
  static final char REJECTED = 'r';
  static final char UNKNOWN = '?';

  private final BufferedWriter lines;
  private long requests;

  public Journal(Path file) {
    try {
      this.lines = Files.newBufferedWriter(file, StandardCharsets.US_ASCII);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /// Writes down that these events are about to be sent; the request's number is for the outcome.
  synchronized long intent(long first, int count) {
    long request = requests++;
    write("> " + request + " " + first + " " + count);
    return request;
  }

  /// Writes down what each event of a request was answered, in order.
  synchronized void answered(long request, List<Boolean> accepted) {
    var answers = new StringBuilder(accepted.size());
    accepted.forEach(taken -> answers.append(taken ? ACCEPTED : REJECTED));
    write("< " + request + " " + answers);
  }

  /// Writes down that a request may or may not have been taken.
  synchronized void unknown(long request) {
    write("< " + request + " " + UNKNOWN);
  }

  @Override
  public synchronized void close() {
    try {
      lines.close();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private void write(String line) {
    try {
      lines.write(line);
      lines.write('\n');
      lines.flush();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}

package io.groundswell.sandbox.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A process ended before it was ready. Its last words are in the message.
public final class ChildEndedException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int LAST_BYTES = 3000;

  /// @param log where it wrote what it had to say
  public ChildEndedException(String name, Path log) {
    super(name + " ended before it was ready. The end of " + log + ":\n" + end(log));
  }

  private static String end(Path log) {
    try (var file = Files.newByteChannel(log)) {
      file.position(Math.max(0, file.size() - LAST_BYTES));
      var bytes = java.nio.ByteBuffer.allocate(LAST_BYTES);
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // Until it is full or the file is at its end.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(unreadable: " + e.getMessage() + ")";
    }
  }
}

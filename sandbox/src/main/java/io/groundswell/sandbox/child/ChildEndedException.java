package io.groundswell.sandbox.child;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;

/// A process ended before it was ready. Its last words are in the message.
public final class ChildEndedException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int LAST_BYTES = 64 << 10;
  private static final int LAST_LINES = 12;

  /// @param log where it wrote what it had to say
  public ChildEndedException(String name, Path log) {
    super(name + " ended before it was ready. The end of " + log + ":\n" + end(log));
  }

  private static String end(Path log) {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      var bytes = new byte[(int) Math.min(LAST_BYTES, file.length())];
      file.seek(file.length() - bytes.length);
      file.readFully(bytes);
      var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
          .stream()
          .map(LogLine::readable)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "(unreadable: " + e.getMessage() + ")";
    }
  }
}

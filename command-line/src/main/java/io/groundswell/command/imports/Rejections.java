package io.groundswell.command.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.CommandFailed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// What was not taken, and why: a line of JSON each, where somebody asked for a file of them. Any number of threads.
final class Rejections implements AutoCloseable {

  private final @Nullable Path file;
  private final @Nullable BufferedWriter out;

  Rejections(@Nullable Path file) {
    this.file = file;
    try {
      if (file != null && Files.isRegularFile(file)) {
        cut(file);
      }
      this.out = file == null ? null
          : Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw CommandFailed.unavailable("cannot write " + file + ": " + unwritable.getMessage());
    }
  }

  /// Takes away a last line that was not written to its end: the disk was full, or the command killed.
  private static void cut(Path file) throws IOException {
    try (var written = new RandomAccessFile(file.toFile(), "rw")) {
      long end = written.length();
      while (end > 0) {
        written.seek(end - 1);
        if (written.read() == '\n') {
          break;
        }
        end--;
      }
      if (end < written.length()) {
        written.setLength(end);
      }
    }
  }

  /// @param key of the row, or the id of the event
  synchronized void note(String part, String key, String reason, String detail) {
    if (out != null) {
      ObjectNode line = Jobs.object().put("part", part).put("key", key).put("reason", reason).put("detail", detail);
      try {
        out.write(line + "\n");
        out.flush();
      } catch (IOException full) {
        throw CommandFailed.unavailable("cannot write " + file + ": " + full.getMessage());
      }
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException full) {
      throw CommandFailed.unavailable("cannot write " + file + ": " + full.getMessage());
    }
  }
}

package io.groundswell.command.running;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The growing end of a file, line by line. A file that is not there yet, or was begun anew, is no trouble.
final class Tail implements AutoCloseable {

  private static final int CHUNK = 1 << 16;
  private static final long NEAR = 4L << 20;

  private final Path path;
  private @Nullable RandomAccessFile file;
  private long at;
  private String unfinished = "";

  /// Where to begin.
  enum From {
    /// Four megabytes before the end, or at the start of a smaller file.
    NEAR_END,
    /// With what is written from now on.
    END
  }

  Tail(Path path, From from) throws IOException {
    this.path = path;
    long size = Files.exists(path) ? Files.size(path) : 0;
    this.at = switch (from) {
      case NEAR_END -> Math.max(0, size - NEAR);
      case END -> size;
    };
  }

  /// All whole lines since the last call.
  List<String> lines() throws IOException {
    if (file == null) {
      if (Files.notExists(path)) {
        return List.of();
      }
      file = new RandomAccessFile(path.toFile(), "r");
    }
    if (file.length() < at) {
      at = 0;
    }
    file.seek(at);
    var text = new StringBuilder(unfinished);
    var chunk = new byte[CHUNK];
    for (int read = file.read(chunk); read > 0; read = file.read(chunk)) {
      at += read;
      // A character of several bytes at the very edge of a chunk is shown as a question mark: it is for eyes only.
      text.append(new String(chunk, 0, read, StandardCharsets.UTF_8));
    }
    int end = text.lastIndexOf("\n") + 1;
    unfinished = text.substring(end);
    return text.substring(0, end).lines().toList();
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}

package io.groundswell.command.source;

import io.groundswell.command.manners.CommandFailed;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Cuts a file into records by their bytes, so that a record is found again by where it begins. A record ends with
/// its line, or, where quotes are those of RFC 4180, with the first end of a line outside of them; neither byte is
/// part of another character in UTF-8.
final class Records implements AutoCloseable {

  private static final int LONGEST = 8 << 20;

  private final Path file;
  private final InputStream in;
  private final boolean hasQuotes;
  private long at;
  private boolean isEnded = true;

  /// @param from byte with which the first record begins
  Records(Path file, long from, boolean hasQuotes) throws IOException {
    this.file = file;
    this.hasQuotes = hasQuotes;
    this.at = from;
    var channel = FileChannel.open(file);
    this.in = new BufferedInputStream(Channels.newInputStream(channel.position(from)), 1 << 16);
  }

  /// @param begin its first byte
  /// @param end the byte behind it
  /// @param isEnded whether the end of its line stands there; else it is the last of the file, and may be written on
  record Piece(long begin, long end, String text, boolean isEnded) {
  }

  /// The next one that is not blank, without the end of its line; null behind the last.
  @Nullable
  Piece next() throws IOException {
    while (true) {
      long begin = at;
      var bytes = record();
      if (bytes == null) {
        return null;
      }
      var text = bytes.toString(StandardCharsets.UTF_8);
      if (!text.isBlank()) {
        return new Piece(begin, at, begin == 0 && text.charAt(0) == '\uFEFF' ? text.substring(1) : text,
            isEnded);
      }
    }
  }

  private @Nullable ByteArrayOutputStream record() throws IOException {
    var bytes = new ByteArrayOutputStream(256);
    boolean quoted = false;
    for (int next = in.read(); next >= 0; next = in.read()) {
      at++;
      quoted ^= hasQuotes && next == '"';
      if (next == '\n' && !quoted) {
        isEnded = true;
        return bytes;
      }
      bytes.write(next);
      if (bytes.size() > LONGEST) {
        throw CommandFailed.badData(file + ": the record at byte " + (at - bytes.size()) + " is longer than "
            + (LONGEST >> 20) + " MiB" + (hasQuotes ? ": is a quote missing?" : ""));
      }
    }
    isEnded = false;
    return bytes.size() > 0 ? bytes : null;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

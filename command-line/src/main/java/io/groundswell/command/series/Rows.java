package io.groundswell.command.series;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.contract.Rfc3339;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The rows of a file in its order, read as they are taken: `timestamp,value` a line, with or without a header, a byte
/// order mark, quotes, CRLF and blank lines. A timestamp is RFC 3339, or without a zone (`2015-02-26 21:42:53`) and
/// then UTC.
public final class Rows implements AutoCloseable {

  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private final Path path;
  private final BufferedReader lines;
  private long line;
  private long row;

  private Rows(Path path, BufferedReader lines) {
    this.path = path;
    this.lines = lines;
  }

  /// @throws CommandFailed if there is no such file
  public static Rows of(Path path) {
    try {
      // Latin-1 takes every byte, so that a foreign character is reported as a bad row with its line.
      return new Rows(path, Files.newBufferedReader(path, StandardCharsets.ISO_8859_1));
    } catch (IOException unreadable) {
      throw CommandFailed.badData("cannot read " + path + ": " + unreadable.getMessage());
    }
  }

  /// The next row, or null at the end.
  ///
  /// @throws CommandFailed at a line that is no row, naming file, line and rule
  public @Nullable Row next() {
    for (var text = read(); text != null; text = read()) {
      var content = (line == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(3) : text).strip();
      if (content.isEmpty() || (row == 0 && isHeader(content))) {
        continue;
      }
      return row(content);
    }
    return null;
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException nothingIsLost) {
      throw new UncheckedIOException(nothingIsLost);
    }
  }

  private @Nullable String read() {
    try {
      line++;
      return lines.readLine();
    } catch (IOException unreadable) {
      throw CommandFailed.badData("cannot read " + path + " at line " + line + ": " + unreadable.getMessage());
    }
  }

  private Row row(String content) {
    var cells = content.split(",", -1);
    if (cells.length != 2) {
      throw bad("it has " + cells.length + " columns instead of timestamp,value");
    }
    var time = time(cell(cells[0]));
    if (time == null) {
      throw bad("its timestamp is neither RFC 3339 nor like 2015-02-26 21:42:53 (UTC)");
    }
    return new Row(++row, time, value(cell(cells[1])));
  }

  private BigDecimal value(String text) {
    try {
      // Bounded, for a number of a million digits takes minutes to parse.
      if (text.length() <= 64) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException notANumber) {
      // Said below, together with the rule.
    }
    throw bad("its value is not a decimal number");
  }

  private CommandFailed bad(String rule) {
    return CommandFailed.badData(path + ", line " + line + ": " + rule);
  }

  private static boolean isHeader(String content) {
    return Character.isLetter(cell(content).charAt(0));
  }

  private static String cell(String text) {
    var cell = text.strip();
    boolean quoted = cell.length() >= 2 && cell.charAt(0) == '"' && cell.charAt(cell.length() - 1) == '"';
    return quoted ? cell.substring(1, cell.length() - 1).strip() : cell;
  }

  private static @Nullable Instant time(String text) {
    var zoned = Rfc3339.find(text);
    return zoned != null ? zoned : Rfc3339.find(text + "Z");
  }
}

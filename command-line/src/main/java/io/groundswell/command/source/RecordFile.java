package io.groundswell.command.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.CommandFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.jspecify.annotations.Nullable;

/// A file of records: CSV with a line of headers (RFC 4180), or a JSON object a line. A row is known by the byte with
/// which it begins, so a file that only grows can be read on.
///
/// Somebody may be writing its last line. One without an end counts where it cannot go on, which a JSON object shows
/// by itself; else, since `12` may be the beginning of `12345`, only where nobody has written to the file for a while.
final class RecordFile implements Source {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper STRICT = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Duration REST = Duration.ofMinutes(1);

  private final Path file;
  private final @Nullable CSVFormat format;
  private final List<String> headers;
  private final long begin;
  private final InstantSource clock;

  private RecordFile(Path file, @Nullable CSVFormat format, List<String> headers, long begin, InstantSource clock) {
    this.file = file;
    this.format = format;
    this.headers = headers;
    this.begin = begin;
    this.clock = clock;
  }

  static RecordFile open(String location, @Nullable Character delimiter) {
    return open(location, delimiter, InstantSource.system());
  }

  /// @param clock that of the file system
  static RecordFile open(String location, @Nullable Character delimiter, InstantSource clock) {
    var file = Path.of(location);
    if (!Source.kindOf(location).equals("csv")) {
      return reading(file, () -> {
        new Records(file, 0, false).close();
        return new RecordFile(file, null, List.of(), 0, clock);
      });
    }
    char between = delimiter != null ? delimiter : location.toLowerCase(Locale.ROOT).endsWith(".tsv") ? '\t' : ',';
    var format = CSVFormat.RFC4180.builder().setDelimiter(between).get();
    return reading(file, () -> {
      try (var records = new Records(file, 0, true)) {
        var first = records.next();
        if (first == null) {
          throw CommandFailed.badData(file + " is empty: its first line names the columns");
        }
        var headers = cells(format, first.text());
        if (headers == null || new LinkedHashSet<>(headers).size() != headers.size() || headers.contains("")) {
          throw CommandFailed.badData(file + ": its first line names the columns, each once");
        }
        return new RecordFile(file, format, headers, first.end(), clock);
      }
    });
  }

  @Override
  public List<String> parts() {
    return List.of(String.valueOf(file.getFileName()));
  }

  @Override
  public @Nullable Set<String> columns(String part) {
    return format == null ? null : new LinkedHashSet<>(headers);
  }

  @Override
  public Page next(String part, @Nullable String key, @Nullable String after, @Nullable String until,
      int most) {
    long from = after == null ? begin : Long.parseLong(after);
    long end = until == null ? Long.MAX_VALUE : Long.parseLong(until);
    return reading(file, () -> {
      var rows = new ArrayList<SourceRow>();
      long bytes = 0;
      boolean isCut = after != null && from > 0 && !isEndOfLine(from - 1);
      try (var records = new Records(file, from, format != null)) {
        // By where it begins: a last line that was written on since is read as it is now.
        for (var piece = records.next(); piece != null && piece.begin() < end; piece = records.next()) {
          if (isUnfinished(piece)) {
            break;
          }
          rows.add(isCut && piece.begin() == from ? remainder(piece) : row(piece));
          bytes += piece.end() - piece.begin();
          if (rows.size() == most || bytes >= Page.MOST_BYTES) {
            return new Page(rows, false);
          }
        }
      }
      return new Page(rows, true);
    });
  }

  private boolean isEndOfLine(long at) throws IOException {
    try (var channel = FileChannel.open(file)) {
      var found = ByteBuffer.allocate(1);
      return channel.read(found, at) < 1 || found.get(0) == '\n';
    }
  }

  /// What was read before its line was written to its end. Which of both is stored nobody knows here.
  private static SourceRow remainder(Records.Piece piece) {
    return SourceRow.broken(Long.toString(piece.begin()), Long.toString(piece.end()),
        "the line was read before it was written to its end; 'import verify' says whether what is stored of it is right");
  }

  private boolean isUnfinished(Records.Piece piece) throws IOException {
    return !piece.isEnded() && !(format == null && isObject(piece.text())) && !isAtRest();
  }

  private boolean isAtRest() throws IOException {
    return Files.getLastModifiedTime(file).toInstant().plus(REST).isBefore(clock.instant());
  }

  private static boolean isObject(String line) {
    try {
      return STRICT.readTree(line) instanceof ObjectNode;
    } catch (JsonProcessingException unfinished) {
      return false;
    }
  }

  /// Only at the end of the file can something be left.
  @Override
  public @Nullable String unread(String part, @Nullable String after) {
    var left = reading(file, () -> {
      try (var records = new Records(file, after == null ? begin : Long.parseLong(after), format != null)) {
        var piece = records.next();
        return piece == null || !isUnfinished(piece) ? ""
            : file + ": its last line, at byte " + piece.begin()
                + ", has no end, and the file was written to less than "
                + REST.toSeconds() + " s ago: it is left for 'import sync'";
      }
    });
    return left.isEmpty() ? null : left;
  }

  @Override
  public Size size(String part) {
    return reading(file, () -> new Size(Files.size(file), 0));
  }

  @Override
  public void close() {
  }

  private SourceRow row(Records.Piece piece) {
    var key = Long.toString(piece.begin());
    var position = Long.toString(piece.end());
    if (format == null) {
      try {
        return JSON.readTree(piece.text()) instanceof ObjectNode object ? new SourceRow(key, position, object, null)
            : SourceRow.broken(key, position, "the line is not a JSON object");
      } catch (JsonProcessingException malformed) {
        return SourceRow.broken(key, position, "the line is not well-formed JSON");
      }
    }
    var cells = cells(format, piece.text());
    if (cells == null || cells.size() != headers.size()) {
      return SourceRow.broken(key, position,
          "the row has " + (cells == null ? "broken quotes" : cells.size() + " cells")
              + ", the headers are " + headers.size());
    }
    var values = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < headers.size(); i++) {
      // An empty cell says nothing.
      values.put(headers.get(i), cells.get(i).isEmpty() ? null : cells.get(i));
    }
    return new SourceRow(key, position, values, null);
  }

  /// Null where the quotes are broken.
  private static @Nullable List<String> cells(CSVFormat format, String record) {
    try (var parser = CSVParser.parse(record, format)) {
      var found = parser.getRecords();
      return found.size() == 1 ? found.getFirst().toList() : null;
    } catch (IOException | UncheckedIOException broken) {
      return null;
    }
  }

  private interface Reading<T> {

    T read() throws IOException;
  }

  private static <T> T reading(Path file, Reading<T> reading) {
    try {
      return reading.read();
    } catch (NoSuchFileException missing) {
      throw CommandFailed.badData("there is no file " + file);
    } catch (IOException broken) {
      throw CommandFailed.badData(file + " cannot be read: " + broken.getMessage());
    }
  }
}

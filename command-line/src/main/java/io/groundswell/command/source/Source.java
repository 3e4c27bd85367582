package io.groundswell.command.source;

import io.groundswell.command.manners.CommandFailed;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Somebody else's data, which may be in use meanwhile. One thread at a time.
public interface Source extends AutoCloseable {

  /// The tables or files, by name.
  List<String> parts();

  /// The columns of a part, as far as they are known before its rows are; null where every row brings its own.
  @Nullable
  Set<String> columns(String part);

  /// The next rows of a part in the order of their positions: by key, never by counting. So many, or of
  /// [Page#MOST_BYTES], whichever comes first: rows may be long, and several workers hold a page each.
  ///
  /// @param key the column that orders a table; null for its own
  /// @param after behind which position, null for the first rows
  /// @param until up to which position, null for no end
  /// @param most at least one
  /// @throws CommandFailed where it cannot be read, or two rows have one position, with its reason
  Page next(String part, @Nullable String key, @Nullable String after, @Nullable String until, int most);

  /// Rows that were read together.
  ///
  /// @param isLast whether nothing was there behind them, up to where was asked
  record Page(List<SourceRow> rows, boolean isLast) {

    /// Of text; in memory they are a few times as many.
    static final long MOST_BYTES = 8 << 20;

    public boolean isEmpty() {
      return rows.isEmpty();
    }

    public int size() {
      return rows.size();
    }

    /// Behind which the next page begins.
    public String end() {
      return rows.getLast().position();
    }
  }

  /// What is there behind the last row and was not read, since somebody may be writing it; null for nothing.
  ///
  /// @param after the position of the last row that was read, null where none was
  default @Nullable String unread(String part, @Nullable String after) {
    return null;
  }

  /// What a part takes where it is; null where nobody can say, as of a view.
  @Nullable
  Size size(String part);

  /// In bytes.
  ///
  /// @param table with what is kept beside the rows because it is long
  /// @param index of all its indexes
  record Size(long table, long index) {
  }

  @Override
  void close();

  /// Opens what a command line names: a file by its ending, a database by its address.
  ///
  /// @throws CommandFailed where there is no such thing
  static Source open(String location, Hints hints) {
    return switch (kindOf(location)) {
      case "csv", "ndjson" -> RecordFile.open(location, hints.delimiter());
      case "parquet" -> ParquetFile.open(Path.of(location));
      case "sqlite" -> TableSource.sqlite(Path.of(location), hints.queries());
      case "postgres" -> TableSource.postgres(location, hints.queries());
      default -> throw CommandFailed.badData("nothing here reads " + location);
    };
  }

  /// `csv`, `ndjson`, `sqlite`, `postgres` …
  ///
  /// @throws CommandFailed where it cannot be told
  static String kindOf(String location) {
    var name = location.toLowerCase(Locale.ROOT);
    if (name.startsWith("postgresql://")) {
      return "postgres";
    }
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv", "tsv" -> "csv";
      case "ndjson", "jsonl" -> "ndjson";
      case "parquet" -> "parquet";
      case "db", "sqlite", "sqlite3" -> "sqlite";
      default -> throw CommandFailed.badData(location
          + " is none of .csv, .tsv, .ndjson, .jsonl, .parquet, .db, .sqlite, .sqlite3, postgresql://");
    };
  }
}

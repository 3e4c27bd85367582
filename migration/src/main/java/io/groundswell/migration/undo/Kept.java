package io.groundswell.migration.undo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was kept of one migration when it was taken back: `kept.json` beside the rows.
///
/// @param id the registry names it, so that nobody restores the rows of another day
record Kept(String id, String service, String version, List<Rows> tables) {

  private static final String FILE = "kept.json";
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /// Which rows of a table.
  enum Extent {
    /// The table goes: all of them.
    TABLE,
    /// The table stays, but the undo deletes from it: all of them.
    DELETED,
    /// Columns go: the rows in which they say something.
    COLUMNS
  }

  /// @param columns with their types, in the order of the file
  /// @param key the columns of the primary key; empty where there is none
  /// @param file in PostgreSQL's text format of COPY
  record Rows(String table, Extent extent, List<Column> columns, List<String> key, long rows, String file,
      String sha256, List<Partition> partitions, List<Counter> counters) {
  }

  record Column(String name, String type) {
  }

  /// A partition of a partitioned table, to be made again before its rows.
  record Partition(String name, String bound, String options, boolean rowSecurity, boolean forced,
      List<String> policies) {
  }

  /// The sequence of a column.
  record Counter(String column, long last, boolean called) {
  }

  long total() {
    return tables.stream().mapToLong(Rows::rows).sum();
  }

  static Path directory(Path root, String service, String version) {
    return root.resolve(service + "-" + version);
  }

  /// Written, and on the disk with the names of all files, when this returns: what goes from the database next may be
  /// nowhere else.
  void write(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(JSON.writeValueAsBytes(this)));
      channel.force(true);
    }
    force(directory);
    var root = directory.toAbsolutePath().getParent();
    if (root != null) {
      force(root);
      var above = root.getParent();
      if (above != null && Files.isReadable(above)) {
        force(above);
      }
    }
  }

  /// The names in a directory.
  private static void force(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Null where nothing was kept there.
  static @Nullable Kept find(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    return Files.exists(file) ? JSON.readValue(file.toFile(), Kept.class) : null;
  }
}

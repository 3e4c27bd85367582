package io.groundswell.metrics.archive;

import io.groundswell.metrics.dayfile.DayFile;
import io.groundswell.metrics.dayfile.DayTable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/// The archive's directory: a folder for each table, in it a file for each day and a manifest beside it.
///
/// Every attempt has a name of its own, so that a replica that was frozen while it wrote cannot write over what its
/// successor has verified.
final class ArchiveFiles {

  private static final int RANDOM_LENGTH = 8;

  private final Path directory;

  ArchiveFiles(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /// A name that nothing had yet, within the directory.
  static String newName(DayTable table, LocalDate day) {
    return table.sql() + "/" + day + "-" + UUID.randomUUID().toString().substring(0, RANDOM_LENGTH) + ".parquet";
  }

  DayFile open(DayTable table, String name) {
    return new DayFile(table, directory.resolve(name));
  }

  /// What the file of a partition holds now.
  DayFile.Facts look(Archived partition) throws IOException, SQLException {
    return open(partition.table(), Objects.requireNonNull(partition.file())).read(row -> {
    });
  }

  /// So that the file explains itself wherever it is carried.
  void writeManifest(DayTable table, LocalDate day, String name, DayFile.Facts facts) throws IOException {
    var columns = new JsonObject();
    table.columns().forEach(column -> columns.put(column.name(), column.kind().name().toLowerCase(Locale.ROOT)));
    var manifest = new JsonObject().put("table", table.sql()).put("day", day.toString()).put("file", fileName(name))
        .put("rows", facts.rows()).put("bytes", facts.bytes()).put("sha256", facts.sha256())
        .put("contentSha256", facts.content()).put("first", Objects.toString(facts.first(), null))
        .put("last", Objects.toString(facts.last(), null)).put("columns", columns);
    Files.writeString(manifest(name), manifest.encodePrettily() + "\n");
  }

  /// Takes away what attempts that were given up have left of a partition's day.
  ///
  /// @param keep the one that counts
  void removeOthers(DayTable table, LocalDate day, String keep) throws IOException {
    var folder = directory.resolve(table.sql());
    try (var files = Files.newDirectoryStream(folder, day + "-*")) {
      for (var file : files) {
        var name = Objects.toString(file.getFileName());
        if (!name.equals(fileName(keep)) && !name.equals(fileName(keep) + ".json")) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  void remove(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
    Files.deleteIfExists(manifest(name));
  }

  private Path manifest(String name) {
    return directory.resolve(name + ".json");
  }

  private static String fileName(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}

package io.groundswell.migration.undo;

import io.groundswell.migration.MigrationFile;
import io.groundswell.migration.Registry;
import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.SchemaTrouble.Kind;
import io.groundswell.migration.undo.Kept.Column;
import io.groundswell.migration.undo.Kept.Extent;
import io.groundswell.migration.undo.Kept.Partition;
import io.groundswell.migration.undo.Kept.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Brings back the rows that were kept when a migration was taken back, in the transaction in which it is done again:
/// both are there, or neither.
public final class RowImport {

  private final Path root;
  private long restored;

  /// @param root the directory that was given to `--keep`
  public RowImport(Path root) {
    this.root = root;
  }

  /// How many rows came back so far.
  public long restored() {
    return restored;
  }

  /// Brings back what was kept of this migration; nothing where nothing was.
  ///
  /// @throws SchemaTrouble where what was kept last is elsewhere, or the files are not what was written
  public void restore(Connection connection, MigrationFile file) throws SQLException {
    try {
      var directory = Kept.directory(root, file.service(), file.version());
      var kept = Kept.find(directory);
      var expected = lastKept(connection, file);
      if (expected != null && (kept == null || !expected.equals(kept.id()))) {
        throw new SchemaTrouble(Kind.WRONG_QUESTION, "the rows of " + file.label() + " that were kept last (" + expected
            + ") are not in " + root + ": name the directory that was given to --keep");
      }
      if (kept == null || expected == null) {
        return;
      }
      try (var statement = connection.createStatement()) {
        int place = 0;
        for (var rows : kept.tables()) {
          restored += restore(connection, statement, rows, directory, "restored_rows_" + place++);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException("what was kept of " + file.label() + " cannot be read from " + root, unreadable);
    }
  }

  /// The migration has just been written down as done, so what it was before stands one row further back.
  private static @Nullable String lastKept(Connection connection, MigrationFile file)
      throws SQLException {
    String kept = null;
    for (var entry : new Registry(connection).history()) {
      if (entry.label().equals(file.label()) && entry.action() == Registry.Action.DOWN) {
        kept = entry.kept();
      }
    }
    return kept;
  }

  private static long restore(Connection connection, Statement statement, Rows rows, Path directory, String staged)
      throws SQLException, IOException {
    var table = "analytics." + RowExport.quoted(rows.table());
    for (var partition : rows.partitions()) {
      make(statement, table, partition);
    }
    statement.execute("CREATE TEMPORARY TABLE " + staged + " (" + rows.columns().stream()
        .map(column -> RowExport.quoted(column.name()) + " " + column.type()).collect(Collectors.joining(", "))
        + ") ON COMMIT DROP");
    var digest = RowExport.sha256();
    try (var in = new DigestInputStream(Files.newInputStream(directory.resolve(rows.file())), digest)) {
      connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + staged + " FROM STDIN", in);
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(rows.sha256())) {
      throw new SchemaTrouble(Kind.WRONG_QUESTION,
          directory.resolve(rows.file()) + " is not the file that was written");
    }
    // Rows come back as they were: what a trigger would make of them was made of them already.
    statement.execute("ALTER TABLE " + table + " DISABLE TRIGGER USER");
    if (rows.extent() == Extent.TABLE && !rows.key().isEmpty()) {
      // Those that were kept are newer than those that the migration brings along. In a table that stayed, what stands
      // there is newer.
      statement.execute("DELETE FROM " + table + " AS t USING " + staged + " AS r WHERE " + sameKey(rows));
    }
    statement.execute(rows.extent() == Extent.COLUMNS ? update(table, rows, staged) : insert(table, rows, staged));
    statement.execute("ALTER TABLE " + table + " ENABLE TRIGGER USER");
    for (var counter : rows.counters()) {
      statement.execute("SELECT setval(pg_get_serial_sequence('" + table.replace("'", "''") + "', '"
          + counter.column().replace("'", "''") + "'), " + counter.last() + ", " + counter.called() + ")");
    }
    return rows.rows();
  }

  private static String insert(String table, Rows rows, String staged) {
    var names = rows.columns().stream().map(Column::name).map(RowExport::quoted).collect(Collectors.joining(", "));
    return "INSERT INTO " + table + " (" + names + ") OVERRIDING SYSTEM VALUE SELECT " + names + " FROM " + staged
        + " ON CONFLICT DO NOTHING";
  }

  private static String update(String table, Rows rows, String staged) {
    return "UPDATE " + table + " AS t SET " + rows.columns().stream().map(Column::name)
        .filter(name -> !rows.key().contains(name)).map(RowExport::quoted).map(name -> name + " = r." + name)
        .collect(Collectors.joining(", ")) + " FROM " + staged + " AS r WHERE " + sameKey(rows);
  }

  private static String sameKey(Rows rows) {
    return rows.key().stream().map(RowExport::quoted).map(name -> "t." + name + " = r." + name)
        .collect(Collectors.joining(" AND "));
  }

  private static void make(Statement statement, String table, Partition partition) throws SQLException {
    var name = "analytics." + RowExport.quoted(partition.name());
    statement.execute("CREATE TABLE IF NOT EXISTS " + name + " (LIKE " + table
        + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
        + (partition.options().isEmpty() ? "" : " WITH (" + partition.options() + ")"));
    if (partition.rowSecurity()) {
      statement.execute("ALTER TABLE " + name + " ENABLE ROW LEVEL SECURITY");
    }
    if (partition.forced()) {
      statement.execute("ALTER TABLE " + name + " FORCE ROW LEVEL SECURITY");
    }
    for (var policy : partition.policies()) {
      statement.execute(policy);
    }
    statement.execute("ALTER TABLE " + table + " ATTACH PARTITION " + name + " " + partition.bound());
  }
}

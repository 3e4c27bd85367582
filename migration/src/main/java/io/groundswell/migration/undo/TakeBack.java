package io.groundswell.migration.undo;

import io.groundswell.migration.Catalogue;
import io.groundswell.migration.MigrationFile;
import io.groundswell.migration.Registry;
import io.groundswell.migration.Registry.Action;
import io.groundswell.migration.Registry.Entry;
import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.SchemaTrouble.Kind;
import io.groundswell.migration.Upgrade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Takes migrations back, all in one transaction, under a lock that the caller holds.
///
/// The consumers' positions are locked for that long, so every consumer waits before its next batch and none stores
/// into tables that go; afterwards each goes on by itself, or waits until its tables are there again.
public final class TakeBack {

  private static final String PREPARE = """
      SELECT set_config('lock_timeout', '5s', true), set_config('search_path', 'analytics', true)""";

  private static final String POSITIONS =
      """
      SELECT relname FROM pg_class
      WHERE relnamespace = 'analytics'::regnamespace AND relname ~ 'consumer_offset$' AND relkind = 'r' ORDER BY relname""";

  /// What a table or an undo file itself says against it: dependent objects, a raised exception, a wrong state.
  private static final List<String> REFUSALS = List.of("2BP01", "P0001", "55000", "42P01", "42703", "42704", "42883");

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DataSource owner;
  private final @Nullable Path keep;
  private final int retries;
  private final Consumer<String> tell;
  private final Duration patience;

  /// A migration that was taken back.
  ///
  /// @param keptRows that went into files
  public record Step(Entry entry, Duration took, long keptRows) {
  }

  /// @param keep where rows that go are kept; null: none may go
  /// @param retries where a table is in use
  /// @param tell told of what takes long
  public TakeBack(DataSource owner, @Nullable Path keep, int retries, Consumer<String> tell) {
    this(owner, keep, retries, tell, PATIENCE);
  }

  /// @param patience of a server that is to say how a commit ended
  public TakeBack(DataSource owner, @Nullable Path keep, int retries, Consumer<String> tell, Duration patience) {
    this.owner = owner;
    this.keep = keep;
    this.retries = retries;
    this.tell = tell;
    this.patience = patience;
  }

  /// Takes them back, or leaves everything as it is.
  ///
  /// @param entries in the order in which they are taken back: the newest first
  /// @throws SchemaTrouble where there is no way back, or rows would be lost, or a table is in use
  public List<Step> run(List<Entry> entries) throws SQLException, InterruptedException {
    for (var entry : entries) {
      requireWayBack(entry);
    }
    for (int attempt = 0; true; attempt++) {
      var attempted = new Attempt();
      try (var connection = owner.getConnection()) {
        inOneTransaction(connection, entries, attempted);
      } catch (SQLException | RuntimeException failure) {
        if (isDone(attempted, failure)) {
          return attempted.steps;
        }
        attempted.written.values().forEach(TakeBack::delete);
        if (!Upgrade.isBusy(failure)) {
          throw failure;
        }
        if (attempt >= retries) {
          throw new SchemaTrouble(Kind.LOCK_TIMEOUT, "nothing was taken back: " + failure.getMessage());
        }
        tell.accept("a table is in use; trying again in " + PAUSE.toSeconds() + " s");
        Thread.sleep(PAUSE);
        continue;
      }
      return attempted.steps;
    }
  }

  /// Whether it was done in spite of a failure: the server may have committed although its answer never came. Only
  /// where it has certainly not are the files worth nothing; else they may hold the only copy of the rows.
  private boolean isDone(Attempt attempted, Exception failure) throws InterruptedException {
    if (attempted.isCommitted) {
      return true;
    }
    var number = attempted.committing;
    if (number == null) {
      return false;
    }
    tell.accept(
        "the server did not confirm what it was to commit (" + failure.getMessage() + "); asking how that ended");
    return switch (Ending.of(owner, number, List.copyOf(attempted.written.keySet()), patience)) {
      case COMMITTED -> true;
      case ROLLED_BACK -> false;
      case UNKNOWN -> throw unknown(attempted, failure);
    };
  }

  private static SchemaTrouble unknown(Attempt attempted, Exception failure) {
    var files = attempted.written.values().stream().map(Path::toString).collect(Collectors.joining(", "));
    var trouble = new SchemaTrouble(Kind.OUTCOME_UNKNOWN, "nobody can say whether it was taken back: the server did "
        + "not confirm it (" + failure.getMessage() + ") and was not to be asked. 'groundswell db status' says it later"
        + (files.isEmpty() ? "" : "; until then leave " + files + " alone: it may hold the only copy of the rows"));
    trouble.addSuppressed(failure);
    return trouble;
  }

  /// What became of one attempt, as far as this side knows.
  private static final class Attempt {

    private final List<Step> steps = new ArrayList<>();
    /// Directories, by the id of what was kept in them.
    private final Map<String, Path> written = new LinkedHashMap<>();
    /// The number of the transaction, from when it was to commit.
    private @Nullable String committing;
    private boolean isCommitted;
  }

  private static void requireWayBack(Entry entry) {
    if (entry.undoSql() == null) {
      throw new SchemaTrouble(Kind.IRREVERSIBLE, entry.label() + " (" + entry.script() + ") has no undo file");
    }
    if (entry.finalizedAt() != null) {
      throw new SchemaTrouble(Kind.IRREVERSIBLE, entry.label() + " was finalized at " + entry.finalizedAt());
    }
  }

  private void inOneTransaction(Connection connection, List<Entry> entries, Attempt attempted) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute(PREPARE);
      for (var positions : names(connection)) {
        statement.execute("LOCK TABLE analytics." + RowExport.quoted(positions) + " IN EXCLUSIVE MODE");
      }
      var losses = new ArrayList<String>();
      for (var entry : entries) {
        attempted.steps.add(takeBack(connection, entry, losses, attempted.written));
      }
      if (!losses.isEmpty()) {
        throw new SchemaTrouble(Kind.WOULD_LOSE_DATA, "rows would be lost, and nothing was done:\n  "
            + String.join("\n  ", losses)
            + "\n'--keep DIR' writes them into files, and 'groundswell db up --restore DIR' "
            + "brings them back");
      }
      attempted.committing = Ending.number(connection);
      connection.commit();
      attempted.isCommitted = true;
    } catch (SQLException | RuntimeException failure) {
      rollBack(connection, failure);
      throw failure;
    }
  }

  /// The server does so by itself when the connection ends, so what went wrong before is what is told: where a file
  /// could not be written, the driver has cancelled the copy, and that may reach the server as late as this.
  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException late) {
      failure.addSuppressed(late);
    }
  }

  private Step takeBack(Connection connection, Entry entry, List<String> losses, Map<String, Path> written)
      throws SQLException {
    long began = System.nanoTime();
    var undo = Objects.requireNonNull(entry.undoSql());
    try {
      var export = new RowExport(connection, Loss.of(connection, undo));
      var counts = export.count();
      Kept kept = null;
      if (!counts.isEmpty()) {
        if (keep == null) {
          losses.add(entry.label() + ": " + counts.entrySet().stream()
              .map(count -> count.getValue() + " rows of " + count.getKey()).collect(Collectors.joining(", ")));
        } else {
          kept = keep(export, counts.keySet().stream().toList(), entry, keep, written);
        }
      }
      var before = Catalogue.read(connection);
      try (var statement = connection.createStatement()) {
        statement.execute(undo);
        // The tables of Flyway's histories are named for their service.
        statement.execute("DELETE FROM analytics." + RowExport.quoted("flyway_" + entry.service())
            + " WHERE version = '" + entry.version().replace("'", "''") + "'");
      }
      var took = Duration.ofNanos(System.nanoTime() - began);
      long rows = kept == null ? 0 : kept.total();
      new Registry(connection).add(Action.DOWN, asFile(entry, undo), took, before.to(Catalogue.read(connection)), null,
          kept == null ? null : kept.id(), rows);
      return new Step(entry, took, rows);
    } catch (SQLException refused) {
      if (REFUSALS.contains(refused.getSQLState())) {
        throw new SchemaTrouble(Kind.IRREVERSIBLE, entry.label() + " cannot be taken back, and nothing was done: "
            + refused.getMessage());
      }
      throw refused;
    }
  }

  private static Kept keep(RowExport export, List<String> tables, Entry entry, Path root,
      Map<String, Path> written)
      throws SQLException {
    var directory = Kept.directory(root, entry.service(), entry.version());
    try {
      Files.createDirectories(root);
      if (Files.exists(directory)) {
        throw new SchemaTrouble(Kind.WRONG_QUESTION, directory + " is there already: name another directory by --keep");
      }
      // It holds what people sent: nobody else may read it.
      Files.createDirectory(directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      var id = UUID.randomUUID().toString();
      written.put(id, directory);
      var rows = new ArrayList<Kept.Rows>();
      for (var table : tables) {
        rows.add(export.write(table, directory));
      }
      var kept = new Kept(id, entry.service(), entry.version(), rows);
      kept.write(directory);
      return kept;
    } catch (IOException unwritable) {
      throw new UncheckedIOException("nothing was taken back: rows cannot be kept in " + directory + ": "
          + unwritable.getMessage(), unwritable);
    }
  }

  private static MigrationFile asFile(Entry entry, String undo) {
    return new MigrationFile(entry.service(), entry.version(), entry.script(), entry.checksum(), undo,
        entry.undoScript(), undo, null);
  }

  private static List<String> names(Connection connection) throws SQLException {
    var names = new ArrayList<String>();
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(POSITIONS)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static void delete(Path directory) {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException leftBehind) {
      throw new UncheckedIOException(leftBehind);
    }
  }
}

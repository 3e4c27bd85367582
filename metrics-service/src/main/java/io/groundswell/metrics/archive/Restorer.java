package io.groundswell.metrics.archive;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.archive.Archived.State;
import io.groundswell.metrics.dayfile.DayFile;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Brings a partition back from its files, whole or not at all: one transaction makes the partitions, fills them, reads
/// them back and compares. Rollups are not touched: they never went. Blocks.
final class Restorer {

  private static final int BATCH = 2_000;
  private static final int FETCH = 5_000;

  /// That of others who make partitions; false while one of them is at it.
  private static final String MAY_MAKE =
      "SELECT pg_try_advisory_xact_lock(hashtextextended('analytics.ensure_partitions', 0))";

  private static final String RESTORED = """
      UPDATE analytics.archive_partition SET state = 'restored', changed_at = now(), error = NULL,
        restored_until = now() + ? * interval '1 second'
      WHERE day = ?""";

  /// As it was, though in one piece where it had been cut into hours.
  private static final String MAKE = "SELECT analytics.make_partition(?, ?, 24)";

  private final Owner owner;
  private final ArchiveFiles files;

  Restorer(DataSource owner, ArchiveFiles files) {
    this.owner = new Owner(owner);
    this.files = files;
  }

  /// @param stay how long before it is archived again
  /// @throws ProblemException 404 where nobody archived it, 409 where it is not (or not yet) in files alone
  List<Archived> restore(LocalDate day, Duration stay) throws SQLException, IOException {
    return owner.transaction(connection -> {
      var registry = new ArchiveRegistry(connection);
      var partitions = registry.lock(day);
      if (partitions.isEmpty()) {
        throw unknown();
      }
      if (partitions.stream().anyMatch(partition -> partition.state() != State.DROPPED)) {
        throw new ProblemException(Problem.of(409, "not_archived", "The day is not in the archive",
            "it stands, or is on its way: " + partitions.getFirst().state().slug()));
      }
      var first = partitions.getFirst();
      execute(connection, RESTORED, stay.toSeconds(), first.day());
      if (!make(connection, first)) {
        throw new ProblemException(Problem.of(503, "partitions_not_ready", "The range is not ready",
            "partitions are being made; ask again"));
      }
      for (var partition : partitions) {
        fill(connection, partition);
      }
      return registry.day(day);
    });
  }

  static ProblemException unknown() {
    return new ProblemException(Problem.of(404, "unknown_archive", "No such day in the archive",
        "GET /v1/archive lists the days that are"));
  }

  private void fill(Connection connection, Archived partition) throws SQLException, IOException {
    var table = partition.table();
    try (var insert = connection.prepareStatement(table.insertInto(partition.relation()))) {
      var batch = new Batch(insert);
      var facts = files.open(table, Objects.requireNonNull(partition.file())).read(batch::add);
      batch.send();
      if (!partition.isIn(facts)) {
        throw new IOException("the file " + partition.file() + " is not what was written");
      }
    }
    try (var statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      try (var rows = statement.executeQuery(table.selectAll(partition.relation()))) {
        if (!DayFile.contentOf(DayFile.rows(table, rows)).equals(partition.content())) {
          throw new IOException(partition.relation() + " is not what its file holds");
        }
      }
    }
  }

  private static boolean make(Connection connection, Archived partition) throws SQLException {
    try (var asked = connection.prepareStatement(MAY_MAKE); var made = connection.prepareStatement(MAKE);
        var may = asked.executeQuery()) {
      may.next();
      if (may.getBoolean(1)) {
        made.setObject(1, partition.day());
        made.setInt(2, partition.days());
        made.execute();
      }
      return may.getBoolean(1);
    }
  }

  private static void execute(Connection connection, String sql, Object... arguments) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      statement.executeUpdate();
    }
  }

  /// Rows on their way.
  private static final class Batch {

    private final PreparedStatement insert;
    private int waiting;

    Batch(PreparedStatement insert) {
      this.insert = insert;
    }

    void add(List<@Nullable Object> row) throws SQLException {
      for (int i = 0; i < row.size(); i++) {
        insert.setObject(i + 1, row.get(i));
      }
      insert.addBatch();
      if (++waiting == BATCH) {
        send();
      }
    }

    void send() throws SQLException {
      insert.executeBatch();
      waiting = 0;
    }
  }
}

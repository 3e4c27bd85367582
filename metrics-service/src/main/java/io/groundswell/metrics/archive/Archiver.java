package io.groundswell.metrics.archive;

import io.groundswell.metrics.archive.Archived.State;
import io.groundswell.metrics.dayfile.DayFile;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Takes a partition through its states; it is known by its first day. Each step looks where the day stands, so it does
/// not matter who took the last one, or whether it was remembered. Blocks.
final class Archiver {

  private static final Logger LOG = Logger.getLogger(Archiver.class);
  private static final int FETCH = 5_000;

  private static final String ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

  private static final String OWN_THE_DAY =
      "SELECT pg_advisory_xact_lock(hashtextextended('analytics.day.' || ?::date, 0))";

  /// Refuses every row from now on, and asks nothing of those that are there.
  private static final String CLOSE = "ALTER TABLE %s ADD CONSTRAINT archived_range CHECK (false) NOT VALID";

  private static final String IS_CLOSED = """
      SELECT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass(?) AND conname = 'archived_range')""";

  private static final String CLOSED = """
      UPDATE analytics.archive_partition SET state = 'closed', changed_at = now(), closed_by = pg_current_xact_id()
      WHERE day = ? AND state = 'verified'""";

  private static final String TAKE_OFF_THE_LIST = "DELETE FROM analytics.partition_day WHERE partition_start = ?";

  /// Sessions whose snapshot is of before the day was closed: they would find it open and then, detached, empty.
  private static final String DO_OTHERS_LINGER = """
      SELECT EXISTS (SELECT FROM pg_stat_activity, analytics.archive_partition
        WHERE day = ? AND partitioned = ? AND pid <> pg_backend_pid() AND backend_type = 'client backend'
          AND backend_xmin IS NOT NULL AND age(backend_xmin) >= age(closed_by::xid))""";

  private static final String IS_ATTACHED = """
      SELECT inhdetachpending FROM pg_inherits
      WHERE inhrelid = to_regclass(?) AND inhparent = to_regclass(?)""";

  private final Owner owner;
  private final ArchiveFiles files;

  Archiver(DataSource owner, ArchiveFiles files) {
    this.owner = new Owner(owner);
    this.files = files;
  }

  /// What a step came to.
  enum Step {
    /// There may be a next one.
    DONE,
    /// Others have to end something first.
    WAITING,
    /// There is nothing left to do.
    FINISHED
  }

  /// Takes the next step of a day.
  ///
  /// @throws IOException the directory is not usable, or a file is not what was written
  Step step(LocalDate day) throws SQLException, IOException {
    var partitions = owner.transaction(connection -> new ArchiveRegistry(connection).day(day));
    for (var partition : partitions) {
      switch (partition.state()) {
        case RESTORED -> move(partition, State.ACTIVE);
        case ACTIVE -> seal(partition);
        case SEALED -> export(partition);
        case EXPORTED -> verify(partition);
        case VERIFIED, CLOSED, DETACHED, DROPPED -> {
          continue;
        }
      }
      return Step.DONE;
    }
    // From here on both of its tables, so that an event is in both or in none.
    if (partitions.stream().anyMatch(partition -> partition.state() == State.VERIFIED)) {
      owner.transaction(connection -> close(connection, day));
      return Step.DONE;
    }
    for (var partition : partitions) {
      if (partition.state() == State.CLOSED) {
        return detach(partition);
      }
    }
    for (var partition : partitions) {
      if (partition.state() == State.DETACHED) {
        drop(partition);
        return Step.DONE;
      }
    }
    return Step.FINISHED;
  }

  private void move(Archived partition, State to) throws SQLException, IOException {
    owner.transaction(connection -> new ArchiveRegistry(connection).move(partition, to));
  }

  /// Late rows may still come; the many that are there are compact and need no look by the vacuum any more.
  private void seal(Archived partition) throws SQLException, IOException {
    owner.alone("VACUUM (FREEZE, ANALYZE) " + partition.relation());
    move(partition, State.SEALED);
  }

  private void export(Archived partition) throws SQLException, IOException {
    var name = ArchiveFiles.newName(partition.table(), partition.day());
    var exported = owner.transaction(connection -> {
      try (var statement = connection.createStatement()) {
        statement.execute(ONE_SNAPSHOT);
      }
      var digest = digest(connection, partition);
      return new Exported(digest, write(connection, partition, name));
    });
    if (exported.digest.rows != exported.facts.rows()) {
      throw new IOException(exported.facts.rows() + " of " + exported.digest.rows + " rows were written");
    }
    files.writeManifest(partition.table(), partition.day(), name, exported.facts);
    owner.transaction(connection -> {
      new ArchiveRegistry(connection).exported(partition, partition.generation() + 1, exported.digest.text,
          exported.facts, name);
      return name;
    });
  }

  private record Exported(Digest digest, DayFile.Facts facts) {
  }

  private record Digest(long rows, String text) {
  }

  private DayFile.Facts write(Connection connection, Archived partition, String name)
      throws SQLException, IOException {
    try (var statement = connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      statement.setFetchSize(FETCH);
      try (var rows = statement.executeQuery(partition.table().selectAll(partition.relation()))) {
        return files.open(partition.table(), name).write(DayFile.rows(partition.table(), rows));
      }
    }
  }

  /// Reads everything back. A file that is not what was written is written anew.
  private void verify(Archived partition) throws SQLException, IOException {
    var facts = facts(partition);
    if (partition.isIn(facts)) {
      move(partition, State.VERIFIED);
      files.removeOthers(partition.table(), partition.day(), Objects.requireNonNull(partition.file()));
    } else {
      LOG.errorf("the file %s is not what was written and is written anew", partition.file());
      move(partition, State.SEALED);
    }
  }

  private DayFile.Facts facts(Archived partition) {
    try {
      return files.look(partition);
    } catch (IOException | SQLException damaged) {
      LOG.errorf("the file %s cannot be read: %s", partition.file(), damaged.getMessage());
      return new DayFile.Facts(-1, "", "", 0, null, null);
    }
  }

  /// @return whether it is closed now; else rows have come since the export
  private static boolean close(Connection connection, LocalDate day) throws SQLException {
    var registry = new ArchiveRegistry(connection);
    execute(connection, OWN_THE_DAY, day);
    boolean same = true;
    var all = registry.lock(day);
    if (all.stream().anyMatch(partition -> partition.state().compareTo(State.VERIFIED) < 0)) {
      return false;
    }
    // One alone where the other's file was found whole when its own had to be written anew.
    var partitions = all.stream().filter(partition -> partition.state() == State.VERIFIED).toList();
    for (var partition : partitions) {
      try (var statement = connection.createStatement()) {
        // Readers go on; who has written is waited for, who is about to write waits.
        statement.execute("LOCK TABLE " + partition.relation() + " IN SHARE ROW EXCLUSIVE MODE");
      }
    }
    for (var partition : partitions) {
      if (!digest(connection, partition).text.equals(partition.digest())) {
        LOG.infof("rows of %s came after the export, which is made anew", partition.relation());
        registry.move(partition, State.SEALED);
        same = false;
      }
    }
    if (same) {
      for (var partition : partitions) {
        refuseRows(connection, partition);
      }
      execute(connection, TAKE_OFF_THE_LIST, day);
      execute(connection, CLOSED, day);
    }
    return same;
  }

  private static void refuseRows(Connection connection, Archived partition) throws SQLException {
    try (var statement = connection.createStatement(); var asked = connection.prepareStatement(IS_CLOSED)) {
      asked.setString(1, partition.relation());
      try (var row = asked.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          statement.execute(String.format(Locale.ROOT, CLOSE, partition.relation()));
        }
      }
    }
  }

  private static Digest digest(Connection connection, Archived partition) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(partition.table().digestAll(partition.relation()))) {
      row.next();
      return new Digest(row.getLong("rows"), row.getString("digest"));
    }
  }

  private Step detach(Archived partition) throws SQLException, IOException {
    if (lingers(partition)) {
      return Step.WAITING;
    }
    var table = "ALTER TABLE analytics." + partition.table().sql() + " DETACH PARTITION " + partition.relation();
    switch (attachment(partition)) {
      case ATTACHED -> owner.alone(table + " CONCURRENTLY");
      // Somebody was killed between its two halves.
      case PENDING -> owner.alone(table + " FINALIZE");
      case NONE -> {
      }
    }
    move(partition, State.DETACHED);
    return Step.DONE;
  }

  private boolean lingers(Archived partition) throws SQLException, IOException {
    return owner.transaction(connection -> {
      try (var statement = connection.prepareStatement(DO_OTHERS_LINGER)) {
        statement.setObject(1, partition.day());
        statement.setString(2, partition.table().sql());
        try (var row = statement.executeQuery()) {
          row.next();
          return row.getBoolean(1);
        }
      }
    });
  }

  private enum Attachment {
    ATTACHED, PENDING, NONE
  }

  private Attachment attachment(Archived partition) throws SQLException, IOException {
    return owner.transaction(connection -> {
      try (var statement = connection.prepareStatement(IS_ATTACHED)) {
        statement.setString(1, partition.relation());
        statement.setString(2, "analytics." + partition.table().sql());
        try (var row = statement.executeQuery()) {
          if (!row.next()) {
            return Attachment.NONE;
          }
          return row.getBoolean(1) ? Attachment.PENDING : Attachment.ATTACHED;
        }
      }
    });
  }

  /// The last look before there is only the file.
  private void drop(Archived partition) throws SQLException, IOException {
    if (!partition.isIn(facts(partition))) {
      LOG.errorf("the file %s is not what was written; its rows are still there and are exported anew",
          partition.file());
      move(partition, State.SEALED);
      return;
    }
    owner.transaction(connection -> {
      if (!digest(connection, partition).text.equals(partition.digest())) {
        throw new IOException(partition.relation() + " is not what was exported: it is kept");
      }
      if (new ArchiveRegistry(connection).move(partition, State.DROPPED)) {
        try (var statement = connection.createStatement()) {
          statement.execute("DROP TABLE " + partition.relation());
        }
      }
      return partition;
    });
  }

  private static void execute(Connection connection, String sql, LocalDate day) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, day);
      statement.execute();
    }
  }
}

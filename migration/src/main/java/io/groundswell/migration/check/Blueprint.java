package io.groundswell.migration.check;

import io.groundswell.migration.Catalogue;
import io.groundswell.migration.Catalogue.Item;
import io.groundswell.migration.Foundation;
import io.groundswell.migration.MigrationFile;
import io.groundswell.migration.SchemaLock;
import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.Watch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What the files of the services make of an empty database, observed in one. So each migration has its check without
/// anybody writing it, and the check knows nothing of the database that is checked.
///
/// @param migrations in the order in which they were run
/// @param standing everything that stands in the end, and which migration made or changed it last
/// @param major version of the server that it was observed on: some definitions are worded otherwise by another
public record Blueprint(List<Observed> migrations, SortedMap<Item, Claim> standing, int major) {

  // Not of what the migration has made itself: there nobody can wait.
  private static final String LOCKS = """
      SELECT DISTINCT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      WHERE l.pid = pg_backend_pid() AND c.relnamespace = 'analytics'::regnamespace AND c.relkind IN ('r', 'p')
        AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
      ORDER BY 1, 2""";

  private static final String STORAGE = """
      SELECT relname, pg_relation_filenode(oid) FROM pg_class
      WHERE relnamespace = 'analytics'::regnamespace AND relkind IN ('r', 'p')
        AND relname !~ '^(flyway_|migration_(registry|backup)$)'""";

  private static final String FILLED = """
      SELECT relname FROM pg_class WHERE relnamespace = 'analytics'::regnamespace AND relkind = 'r'
        AND relname !~ '^(flyway_|migration_(registry|backup)$)' AND pg_stat_get_xact_tuples_inserted(oid) > 0""";

  private static final String MAJOR = "SELECT current_setting('server_version_num')::int / 10000";

  /// One migration as it was observed.
  ///
  /// @param locks on tables that were there before, by which others are kept waiting: table and mode
  /// @param rewritten tables that were there before and were written anew
  /// @param indexed tables that were there before and got an index
  /// @param seeds rows that it brings along, by table: the primary key as JSON
  /// @param took in the empty database
  public record Observed(MigrationFile file, Catalogue.Change change, SequencedMap<String, String> locks,
      SortedSet<String> rewritten, SortedSet<String> indexed, Map<String, List<String>> seeds, Duration took) {
  }

  /// @param definition as it should be; null where it was removed
  public record Claim(MigrationFile file, @Nullable String definition) {
  }

  /// Runs the files.
  ///
  /// @param scratch an empty database
  /// @param upTo the last version of each service; one that is not named is left out
  /// @throws SchemaTrouble where the database is not empty
  public static Blueprint draw(DataSource scratch, Map<String, String> upTo) throws SQLException {
    var observed = new ArrayList<Observed>();
    try (var lock = SchemaLock.take(scratch)) {
      requireEmpty(lock.session());
      Foundation.lay(lock.session());
      var storage = new HashMap<String, Long>();
      for (var schema : ServiceSchema.all(scratch)) {
        var to = upTo.get(schema.service());
        if (to != null) {
          schema.migrate(new Watch(schema,
              (connection, file, change, took) -> observed.add(observe(connection, file, change, took, storage)),
              Watch.LONG, told -> {
              }), to, false);
        }
      }
      for (var migration : observed) {
        for (var seeds : migration.seeds().entrySet()) {
          seeds.setValue(Seeds.of(lock.session(), seeds.getKey()));
        }
      }
      return new Blueprint(observed, standing(observed), major(lock.session()));
    }
  }

  private static void requireEmpty(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT 1 FROM pg_namespace WHERE nspname = 'analytics'")) {
      if (rows.next()) {
        throw new SchemaTrouble(SchemaTrouble.Kind.WRONG_QUESTION,
            "the scratch database must be empty, and it has a schema analytics");
      }
    }
  }

  private static Observed observe(Connection connection, MigrationFile file, Catalogue.Change change, Duration took,
      Map<String, Long> storage) throws SQLException {
    var locks = new LinkedHashMap<String, String>();
    var rewritten = new TreeSet<String>();
    var indexed = new TreeSet<String>();
    var seeds = new TreeMap<String, List<String>>();
    try (var statement = connection.createStatement()) {
      try (var rows = statement.executeQuery(LOCKS)) {
        while (rows.next()) {
          if (storage.containsKey(rows.getString(1))) {
            locks.merge(rows.getString(1), rows.getString(2), (one, other) -> other.startsWith("Access") ? other : one);
          }
        }
      }
      try (var rows = statement.executeQuery(FILLED)) {
        while (rows.next()) {
          seeds.put(rows.getString(1), List.of());
        }
      }
      change.made().forEach((item, definition) -> {
        if (item.kind().equals("index")) {
          storage.keySet().stream().filter(table -> definition.contains(" ON analytics." + table + " ")
              || definition.contains(" ON ONLY analytics." + table + " ")).forEach(indexed::add);
        }
      });
      try (var rows = statement.executeQuery(STORAGE)) {
        while (rows.next()) {
          var before = storage.put(rows.getString(1), rows.getLong(2));
          if (before != null && before != rows.getLong(2)) {
            rewritten.add(rows.getString(1));
          }
        }
      }
    }
    return new Observed(file, change, locks, rewritten, indexed, seeds, took);
  }

  private static SortedMap<Item, Claim> standing(List<Observed> observed) {
    var standing = new TreeMap<Item, Claim>();
    for (var migration : observed) {
      migration.change().made()
          .forEach((item, definition) -> standing.put(item, new Claim(migration.file(), definition)));
      migration.change().removed().forEach(item -> standing.put(item, new Claim(migration.file(), null)));
    }
    return standing;
  }

  static int major(Connection connection) throws SQLException {
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(MAJOR)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}

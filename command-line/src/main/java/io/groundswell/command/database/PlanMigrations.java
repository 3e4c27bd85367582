package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.check.Blueprint.Observed;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `groundswell db plan`.
@Command(name = "plan", description = {
    "What 'up' would do: the SQL, the tables that others would wait for, and how long about. Changes nothing.",
    "",
    "Locks, rewritten tables and new indexes are seen by running the migrations in a scratch database; sizes are those "
        + "of the real tables. Seconds are their bytes at 50 MB a second, which is slow for a server of today.",
    ""},
    footer = {"", Exit.OF_SCHEMA})
final class PlanMigrations extends SchemaCommand {

  private static final double BYTES_A_SECOND = 50_000_000;

  // Partitions stand for their table.
  private static final String SIZE = """
      SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint, coalesce(sum(pg_table_size(c.oid)), 0)
      FROM pg_partition_tree(to_regclass('analytics.' || quote_ident(?))) t JOIN pg_class c ON c.oid = t.relid
      WHERE t.isleaf""";

  private static final String SIZE_OF_ONE = """
      SELECT greatest(c.reltuples, 0)::bigint, pg_table_size(c.oid) FROM pg_class c
      WHERE c.oid = to_regclass('analytics.' || quote_ident(?))""";

  @Mixin
  private final Scratch scratch = new Scratch();

  @Option(names = "--no-sql", description = "Without the text of the migrations.")
  private boolean withoutSql;

  /// @param mode PostgreSQL's name of the lock
  /// @param effect what others see of it
  /// @param seconds for which it is held, about
  record Touched(String table, @Nullable String mode, String effect, long rows, long bytes, double seconds) {
  }

  @Override
  int run(DataSource owner, List<ServiceSchema> schemas) throws SQLException, IOException {
    var pending = new LinkedHashMap<String, String>();
    schemas.forEach(schema -> schema.pending().forEach(file -> pending.put(file.label(), file.sql())));
    var plan = new ArrayList<Map<String, Object>>();
    if (!pending.isEmpty()) {
      var upTo = new HashMap<String, String>();
      for (var schema : ServiceSchema.all(owner)) {
        var files = schema.files();
        upTo.put(schema.service(), files.getLast().version());
      }
      try (var connection = owner.getConnection()) {
        for (var migration : scratch.blueprint(upTo).migrations()) {
          if (pending.containsKey(migration.file().label())) {
            plan.add(step(connection, migration));
          }
        }
      }
    }
    if (isJson()) {
      print(Map.of("pending", plan));
    } else if (plan.isEmpty()) {
      out().println("There is nothing to do.");
    } else {
      plan.forEach(this::tell);
    }
    out().flush();
    return plan.isEmpty() ? Exit.OK : Exit.PENDING;
  }

  private Map<String, Object> step(Connection connection, Observed migration) throws SQLException {
    var touched = new ArrayList<Touched>();
    for (var lock : migration.locks().entrySet()) {
      var size = size(connection, lock.getKey());
      boolean rewritten = migration.rewritten().contains(lock.getKey());
      boolean indexed = migration.indexed().contains(lock.getKey());
      touched.add(new Touched(lock.getKey(), lock.getValue(), effect(lock.getValue(), rewritten, indexed), size[0],
          size[1], rewritten || indexed ? size[1] / BYTES_A_SECOND : 0));
    }
    var step = new LinkedHashMap<String, Object>();
    step.put("service", migration.file().service());
    step.put("version", migration.file().version());
    step.put("file", migration.file().script());
    step.put("undoFile", Objects.requireNonNullElse(migration.file().undoScript(), ""));
    step.put("locks", touched);
    step.put("estimatedSeconds", migration.took().toMillis() / 1_000.0
        + touched.stream().mapToDouble(Touched::seconds).sum());
    if (!withoutSql) {
      step.put("sql", migration.file().sql());
    }
    return step;
  }

  private static String effect(String mode, boolean rewritten, boolean indexed) {
    return (mode.equals("AccessExclusiveLock") ? "nobody reads or writes" : "nobody writes")
        + (rewritten ? ", the table is written anew" : "") + (indexed ? ", an index is built" : "");
  }

  private static long[] size(Connection connection, String table) throws SQLException {
    for (var sql : List.of(SIZE, SIZE_OF_ONE)) {
      try (var query = connection.prepareStatement(sql)) {
        query.setString(1, table);
        try (var rows = query.executeQuery()) {
          if (rows.next() && rows.getLong(2) > 0) {
            return new long[]{rows.getLong(1), rows.getLong(2)};
          }
        }
      }
    }
    return new long[]{0, 0};
  }

  @SuppressWarnings("unchecked")
  private void tell(Map<String, Object> step) {
    out().printf(Locale.ROOT, "%n-- %s %s: %s, about %.1f s%n", step.get("service"), step.get("version"),
        step.get("file"), (Double) Objects.requireNonNull(step.get("estimatedSeconds")));
    var locks = (List<Touched>) Objects.requireNonNull(step.get("locks"));
    if (locks.isEmpty()) {
      out().println("-- Nobody waits for it.");
    }
    locks.forEach(lock -> out().printf(Locale.ROOT, "-- Locks %s (%s): %s; %,d rows, %,d bytes, about %.1f s%n",
        lock.table(), lock.mode(), lock.effect(), lock.rows(), lock.bytes(), lock.seconds()));
    if (step.get("sql") instanceof String sql) {
      out().println(sql.strip());
    }
  }
}

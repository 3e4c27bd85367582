package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.migration.MigrationFile;
import io.groundswell.migration.Registry;
import io.groundswell.migration.Registry.Entry;
import io.groundswell.migration.ServiceSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `groundswell db status`.
@Command(name = "status", description = "What was done, by whom and when, and what is still to be done.",
    footer = {"", Exit.OF_SCHEMA})
final class ShowSchema extends SchemaCommand {

  private static final String COLUMNS = "%-8s %-8s %-9s %-25s %9s %-14s %-20s %s%n";

  @Option(names = "--history", description = "Everything that was ever done and taken back, not only how it stands.")
  private boolean history;

  @Override
  int run(DataSource owner, List<ServiceSchema> schemas) throws SQLException {
    var entries = entries(owner, schemas);
    var pending = schemas.stream().flatMap(schema -> schema.pending().stream()).toList();
    if (isJson()) {
      print(Map.of("done", entries.stream().map(ShowSchema::json).toList(), "pending",
          pending.stream().map(ShowSchema::json).toList()));
    } else {
      out().printf(Locale.ROOT, COLUMNS, "SERVICE", "VERSION", "STATE", "AT", "TOOK", "BY", "WITH", "FILE");
      for (var entry : entries) {
        out().printf(Locale.ROOT, COLUMNS, entry.service(), entry.version(), state(entry), entry.at(),
            entry.took() + " ms", entry.operator(), entry.program().isEmpty() ? "-" : entry.program(),
            entry.script() + (entry.reason() == null ? "" : " (because: " + entry.reason() + ")"));
      }
      for (var file : pending) {
        out().printf(Locale.ROOT, COLUMNS, file.service(), file.version(), "pending", "-", "-", "-", "-",
            file.script());
      }
    }
    out().flush();
    return pending.isEmpty() ? Exit.OK : Exit.PENDING;
  }

  private List<Entry> entries(DataSource owner, List<ServiceSchema> schemas) throws SQLException {
    var names = schemas.stream().map(ServiceSchema::service).toList();
    try (var connection = owner.getConnection()) {
      if (!hasRegistry(connection)) {
        return List.of();
      }
      var registry = new Registry(connection);
      var all = history ? registry.history() : new ArrayList<>(registry.states().values());
      return all.stream().filter(entry -> names.contains(entry.service())).toList();
    }
  }

  private static String state(Entry entry) {
    return entry.finalizedAt() != null ? "final" : entry.action().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, @Nullable Object> json(Entry entry) {
    var row = new LinkedHashMap<String, @Nullable Object>();
    row.put("service", entry.service());
    row.put("version", entry.version());
    row.put("file", entry.script());
    row.put("state", state(entry));
    row.put("at", entry.at().toString());
    row.put("durationMs", entry.took());
    row.put("by", entry.operator());
    row.put("program", entry.program());
    row.put("address", entry.address());
    row.put("checksum", entry.checksum());
    row.put("sha256", entry.sha256());
    row.put("undoFile", entry.undoScript());
    row.put("reason", entry.reason());
    row.put("kept", entry.kept());
    row.put("keptRows", entry.keptRows());
    return row;
  }

  static Map<String, String> json(MigrationFile file) {
    return Map.of("service", file.service(), "version", file.version(), "file", file.script(), "undoFile",
        Objects.requireNonNullElse(file.undoScript(), ""));
  }
}

package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.migration.Registry;
import io.groundswell.migration.Registry.Action;
import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.Upgrade;
import io.groundswell.migration.Upgrade.Step;
import io.groundswell.migration.undo.RowImport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `groundswell db up`.
@Command(name = "up", description = "Do the migrations that are still to be done.", footer = {"", Exit.OF_SCHEMA})
final class MigrateUp extends SchemaCommand {

  @Mixin
  private final Patience patience = new Patience();

  @Option(names = "--to", paramLabel = "VERSION", description = "Up to this version, itself included.")
  private @Nullable String to;

  @Option(names = "--restore", paramLabel = "DIR",
      description = "Bring back the rows that 'down --keep DIR' has kept.")
  private @Nullable Path restore;

  @Option(names = "--leave-rows", description = "Go on without the rows that were kept: they stay in their files.")
  private boolean leaveRows;

  @Override
  int run(DataSource owner, List<ServiceSchema> schemas) throws SQLException, InterruptedException, IOException {
    try (var lock = lock(owner, patience.seconds())) {
      requireNoRowsLeftBehind(lock.session(), schemas);
      var rows = restore == null ? null : new RowImport(restore);
      var upgrade = new Upgrade(lock, (connection, file, change, took) -> {
        if (rows != null) {
          rows.restore(connection, file);
        }
      }, patience.retries(), this::tell);
      tell(this, upgrade.run(schemas, to, null));
      if (rows != null) {
        tell(rows.restored() + " rows are back");
      }
      return Exit.OK;
    }
  }

  /// Rows come back together with their tables or not at all.
  private void requireNoRowsLeftBehind(Connection connection, List<ServiceSchema> schemas) throws SQLException {
    if (restore != null || leaveRows || !hasRegistry(connection)) {
      return;
    }
    var states = new Registry(connection).states();
    for (var schema : schemas) {
      for (var file : schema.pending()) {
        var state = states.get(file.label());
        if (state != null && state.action() == Action.DOWN && state.kept() != null) {
          throw new SchemaTrouble(SchemaTrouble.Kind.WOULD_LOSE_DATA, state.keptRows() + " rows were kept when "
              + file.label() + " was taken back: --restore DIR brings them back, --leave-rows goes on without them");
        }
      }
    }
  }

  static void tell(SchemaCommand command, List<Step> steps) {
    if (command.isJson()) {
      command.print(Map.of("done", steps.stream().map(step -> Map.of("service", step.file().service(), "version",
          step.file().version(), "file", step.file().script(), "durationMs", step.took().toMillis())).toList()));
    } else if (steps.isEmpty()) {
      command.out().println("Everything was done already.");
    } else {
      steps.forEach(step -> command.out().printf(Locale.ROOT, "%-8s %-8s %6d ms  %s%n", step.file().service(),
          step.file().version(), step.took().toMillis(), step.file().script()));
    }
    command.out().flush();
  }
}

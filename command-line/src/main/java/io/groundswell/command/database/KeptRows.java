package io.groundswell.command.database;

import io.groundswell.migration.Registry;
import io.groundswell.migration.Registry.Action;
import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.Watch;
import io.groundswell.migration.undo.RowImport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What becomes of rows that `db down --keep` wrote into files, when their tables are made again: they come back in the
/// transactions of the migrations, or somebody says that they shall not. A table that is there again without them could
/// not take them any more.
final class KeptRows {

  @Option(names = "--restore", paramLabel = "DIR",
      description = "Bring back the rows that 'down --keep DIR' has kept.")
  private @Nullable Path restore;

  @Option(names = "--leave-rows", description = "Go on without the rows that were kept: they stay in their files.")
  private boolean leaveRows;

  private @Nullable RowImport rows;

  /// What is to happen in the transaction of each migration.
  ///
  /// @throws SchemaTrouble where rows would be left behind that nobody spoke of
  Watch.Witness witness(Connection connection, List<ServiceSchema> schemas) throws SQLException {
    requireNoneLeftBehind(connection, schemas);
    var coming = restore == null ? null : new RowImport(restore);
    rows = coming;
    return (session, file, change, took) -> {
      if (coming != null) {
        coming.restore(session, file);
      }
    };
  }

  /// Says how many are back.
  void report(Consumer<String> tell) {
    if (rows != null) {
      tell.accept(rows.restored() + " rows are back");
    }
  }

  private void requireNoneLeftBehind(Connection connection, List<ServiceSchema> schemas) throws SQLException {
    if (restore != null || leaveRows || !SchemaCommand.hasRegistry(connection)) {
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
}

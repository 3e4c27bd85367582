package io.groundswell.migration;

import io.groundswell.migration.Registry.Action;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// What a service does about its own tables when it starts. Any number of replicas of all services may do so at once,
/// beside operators: they queue on one lock, and those who come later find everything done.
public final class AtStart {

  private AtStart() {
  }

  /// Does what is still to be done, but not what an operator took back. Returns how many migrations it did.
  ///
  /// @param warn told of a migration that takes long
  public static int migrate(DataSource owner, ServiceSchema schema, Consumer<String> warn) throws SQLException {
    try (var lock = SchemaLock.take(owner)) {
      Foundation.lay(lock.session());
      var registry = new Registry(lock.session());
      registry.adopt(schema);
      var pending = schema.pending();
      registry.requireNoneTakenBack(pending);
      schema.migrate(new Watch(schema,
          (connection, file, change, took) -> new Registry(connection).add(Action.UP, file, took, change, null),
          Watch.LONG, warn), null, false);
      return pending.size();
    }
  }

  /// Somebody else migrates: only looks whether it is done.
  ///
  /// @throws SchemaTrouble where it is not, or the files are not those that were run
  public static void requireMigrated(ServiceSchema schema) {
    var faults = schema.faults();
    if (!faults.isEmpty()) {
      throw new SchemaTrouble(SchemaTrouble.Kind.DRIFT, String.join("; ", faults));
    }
    var pending = schema.pending();
    if (!pending.isEmpty()) {
      throw new SchemaTrouble(SchemaTrouble.Kind.PENDING, pending.size() + " migrations, from "
          + pending.getFirst().label() + " on, are left to 'groundswell db up', since "
          + "groundswell.schema.migrate-at-start is false");
    }
  }
}

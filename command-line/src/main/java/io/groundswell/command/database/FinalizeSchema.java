package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.ServiceSchema;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `groundswell db finalize`.
@Command(name = "finalize", description = {
    "End the time in which what was done can be taken back, and drop the backups whose time is over.",
    "",
    "Only where 'verify' passes and nothing is pending. Afterwards 'down' refuses what is final.",
    ""},
    footer = {"", Exit.OF_SCHEMA})
final class FinalizeSchema extends SchemaCommand {

  @Mixin
  private final Patience patience = new Patience();

  @Mixin
  private final Scratch scratch = new Scratch();

  @Override
  int run(DataSource owner, List<ServiceSchema> schemas) throws SQLException, InterruptedException, IOException {
    if (schemas.size() < ServiceSchema.ORDER.size()) {
      throw wrong("finalize is for all services together, without --service");
    }
    try (var lock = lock(owner, patience.seconds()); var statement = lock.session().createStatement()) {
      requireRegistry(lock.session());
      if (schemas.stream().anyMatch(schema -> !schema.pending().isEmpty())) {
        throw new SchemaTrouble(SchemaTrouble.Kind.PENDING,
            "migrations are pending: 'groundswell db status' names them");
      }
      var faults = VerifySchema.verification(owner, scratch).migrations().entrySet().stream()
          .flatMap(result -> result.getValue().faults().stream().map(fault -> result.getKey() + ": " + fault))
          .collect(Collectors.joining("\n  "));
      if (!faults.isEmpty()) {
        throw new SchemaTrouble(SchemaTrouble.Kind.NOT_VERIFIED,
            "nothing was finalized, since the verification fails:\n  "
                + faults);
      }
      try (var rows = statement.executeQuery("SELECT analytics.finalize_migration_cleanup()")) {
        rows.next();
        int dropped = rows.getInt(1);
        if (isJson()) {
          print(Map.of("droppedBackups", dropped));
        } else {
          out().println("What was done is final; " + dropped + " backups were dropped.");
        }
        out().flush();
        return Exit.OK;
      }
    }
  }
}

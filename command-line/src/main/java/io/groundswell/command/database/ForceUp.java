package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.Upgrade;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `groundswell db force-up`.
@Command(name = "force-up", description = {
    "Do the migrations that are still to be done, in spite of what 'validate' finds.",
    "",
    "For files that were changed after they were run, or that came in below a version that was run: the history is "
        + "aligned to the files as they are. What a migration itself refuses stays refused. The reason is recorded.",
    ""},
    footer = {"", Exit.OF_SCHEMA})
final class ForceUp extends SchemaCommand {

  @Mixin
  private final Patience patience = new Patience();

  @Mixin
  private final KeptRows kept = new KeptRows();

  @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the registry.")
  private String reason = "";

  @Override
  int run(DataSource owner, List<ServiceSchema> schemas) throws SQLException, InterruptedException {
    if (reason.isBlank()) {
      throw wrong("--reason must say why");
    }
    try (var lock = lock(owner, patience.seconds())) {
      var witness = kept.witness(lock.session(), schemas);
      for (var schema : schemas) {
        schema.faults().forEach(fault -> tell("in spite of " + fault));
      }
      var upgrade = new Upgrade(lock, witness, patience.retries(), this::tell);
      MigrateUp.tell(this, upgrade.run(schemas, null, reason));
      kept.report(this::tell);
      return Exit.OK;
    }
  }
}

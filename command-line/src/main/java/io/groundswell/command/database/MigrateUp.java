package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.Upgrade;
import io.groundswell.migration.Upgrade.Step;
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

  @Mixin
  private final KeptRows kept = new KeptRows();

  @Override
  int run(DataSource owner, List<ServiceSchema> schemas) throws SQLException, InterruptedException {
    try (var lock = lock(owner, patience.seconds())) {
      var upgrade = new Upgrade(lock, kept.witness(lock.session(), schemas), patience.retries(), this::tell);
      tell(this, upgrade.run(schemas, to, null));
      kept.report(this::tell);
      return Exit.OK;
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

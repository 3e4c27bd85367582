package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.migration.Foundation;
import io.groundswell.migration.Registry;
import io.groundswell.migration.Registry.Action;
import io.groundswell.migration.Registry.Entry;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.undo.TakeBack;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `groundswell db down`.
@Command(name = "down", description = {
    "Take back the migration that was done last, or all above a version.",
    "",
    "All in one transaction, from the undo files that the registry holds, the services in the order opposite to that in "
        + "which they are brought up. Refused where rows would be lost, unless they are kept. The services may run on: "
        + "their consumers wait meanwhile, and for tables that are gone until 'groundswell db up' brings them back; they "
        + "do not bring them back by themselves.",
    ""},
    footer = {"", Exit.OF_SCHEMA})
final class TakeDown extends SchemaCommand {

  @Mixin
  private final Patience patience = new Patience();

  @Option(names = "--to", paramLabel = "VERSION",
      description = "Down to this version of each service, which stays itself; 0 for everything.")
  private @Nullable String to;

  @Option(names = "--keep", paramLabel = "DIR",
      description = "Write the rows that go into files of this directory, for 'up --restore DIR'.")
  private @Nullable Path keep;

  @Override
  int run(DataSource owner, List<ServiceSchema> schemas) throws SQLException, InterruptedException {
    var least = least();
    try (var lock = lock(owner, patience.seconds())) {
      Foundation.lay(lock.session());
      var registry = new Registry(lock.session());
      for (var schema : schemas) {
        registry.adopt(schema);
      }
      var services = schemas.stream().map(ServiceSchema::service).toList();
      var standing = registry.states().values().stream()
          .filter(entry -> entry.action() != Action.DOWN && services.contains(entry.service()))
          .toList();
      var steps = new TakeBack(owner, keep, patience.retries(), this::tell).run(chosen(standing, least));
      if (isJson()) {
        print(Map.of("takenBack", steps.stream().map(step -> Map.of("service", step.entry().service(), "version",
            step.entry().version(), "durationMs", step.took().toMillis(), "keptRows", step.keptRows())).toList()));
      } else if (steps.isEmpty()) {
        out().println("There is nothing to take back.");
      } else {
        steps.forEach(step -> out().printf(Locale.ROOT, "%-8s %-8s %6d ms  %s%n", step.entry().service(),
            step.entry().version(), step.took().toMillis(),
            step.keptRows() == 0 ? "no rows went" : step.keptRows() + " rows are kept in " + keep));
      }
      out().flush();
      return Exit.OK;
    }
  }

  private @Nullable MigrationVersion least() {
    try {
      return to == null ? null : MigrationVersion.fromVersion(to);
    } catch (FlywayException none) {
      throw wrong("--to must be a version such as 2.4.1, and " + to + " is none");
    }
  }

  /// The newest first.
  private static List<Entry> chosen(List<Entry> standing, @Nullable MigrationVersion least) {
    if (least == null) {
      return standing.isEmpty() ? List.of() : List.of(standing.getLast());
    }
    var chosen = new ArrayList<>(standing.stream().filter(entry -> version(entry).compareTo(least) > 0).toList());
    chosen.sort(Comparator.comparing((Entry entry) -> ServiceSchema.ORDER.indexOf(entry.service()))
        .thenComparing(TakeDown::version).reversed());
    return chosen;
  }

  private static MigrationVersion version(Entry entry) {
    return MigrationVersion.fromVersion(entry.version());
  }
}

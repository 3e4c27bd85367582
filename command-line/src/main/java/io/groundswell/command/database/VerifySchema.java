package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.check.Verification;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `groundswell db verify`.
@Command(name = "verify", description = {
    "Whether what each migration made still stands as it made it: tables, columns, indexes, constraints, functions, "
        + "policies, grants, the rows that it brings along, and what it checks itself.",
    ""},
    footer = {"", Exit.OF_SCHEMA})
final class VerifySchema extends SchemaCommand {

  @Mixin
  private final Scratch scratch = new Scratch();

  @Override
  int run(DataSource owner, List<ServiceSchema> schemas) throws SQLException, IOException {
    var verification = verification(owner, scratch);
    var services = schemas.stream().map(ServiceSchema::service).toList();
    var results = new LinkedHashMap<String, Verification.Result>();
    verification.migrations().forEach((label, result) -> {
      if (services.contains(label.substring(0, label.indexOf(' ')))) {
        results.put(label, result);
      }
    });
    if (isJson()) {
      print(Map.of("migrations", results));
    } else {
      results.forEach((label, result) -> {
        out().printf(Locale.ROOT, "%-16s %4d checks  %s%n", label, result.checks(),
            result.faults().isEmpty() ? "ok" : result.faults().size() + " failed");
        result.faults().forEach(fault -> out().println("  " + fault));
      });
    }
    out().flush();
    return results.values().stream().allMatch(result -> result.faults().isEmpty()) ? Exit.OK : Exit.NOT_VERIFIED;
  }

  /// The database beside what the files make up to the versions that were done in it, of all services: one may have
  /// changed what another made.
  static Verification verification(DataSource owner, Scratch scratch) throws SQLException, IOException {
    var upTo = new HashMap<String, String>();
    for (var schema : ServiceSchema.all(owner)) {
      var applied = schema.applied();
      if (!applied.isEmpty()) {
        upTo.put(schema.service(), applied.getLast().getVersion().getVersion());
      }
    }
    var blueprint = scratch.blueprint(upTo);
    try (var connection = owner.getConnection()) {
      requireRegistry(connection);
      return Verification.of(blueprint, connection);
    }
  }
}

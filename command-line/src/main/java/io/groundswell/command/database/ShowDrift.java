package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.migration.ServiceSchema;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `groundswell db drift`.
@Command(name = "drift", description = {
    "What in the schema is not what the migrations make: missing, changed, or added by somebody else.",
    "",
    "Of all services: one may have changed what another made.",
    ""},
    footer = {"", Exit.OF_SCHEMA})
final class ShowDrift extends SchemaCommand {

  @Mixin
  private final Scratch scratch = new Scratch();

  @Override
  int run(DataSource owner, List<ServiceSchema> schemas) throws SQLException, IOException {
    var verification = VerifySchema.verification(owner, scratch);
    var drift = new ArrayList<String>();
    verification.migrations()
        .forEach((label, result) -> result.faults().forEach(fault -> drift.add(label + ": " + fault)));
    verification.additional().forEach(item -> drift.add("no migration: " + item + " was added"));
    if (isJson()) {
      print(Map.of("drift", drift));
    } else if (drift.isEmpty()) {
      out().println("The schema is what the migrations make.");
    } else {
      drift.forEach(out()::println);
    }
    out().flush();
    return drift.isEmpty() ? Exit.OK : Exit.DRIFT;
  }
}

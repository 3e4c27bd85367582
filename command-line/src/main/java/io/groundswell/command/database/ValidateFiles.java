package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.migration.ServiceSchema;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import picocli.CommandLine.Command;

/// `groundswell db validate`.
@Command(name = "validate",
    description = "Whether the files are those that were run, and none is missing. Changes nothing.",
    footer = {"", Exit.OF_SCHEMA})
final class ValidateFiles extends SchemaCommand {

  @Override
  int run(DataSource owner, List<ServiceSchema> schemas) {
    var faults = schemas.stream().flatMap(schema -> schema.faults().stream()).toList();
    int pending = schemas.stream().mapToInt(schema -> schema.pending().size()).sum();
    if (isJson()) {
      print(Map.of("faults", faults, "pending", pending));
    } else if (faults.isEmpty()) {
      out().println("The files are those that were run" + (pending == 0 ? "." : ", and " + pending + " are pending."));
    } else {
      faults.forEach(out()::println);
    }
    out().flush();
    return faults.isEmpty() ? Exit.OK : Exit.DRIFT;
  }
}

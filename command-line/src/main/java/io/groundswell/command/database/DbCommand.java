package io.groundswell.command.database;

import io.groundswell.command.manners.Exit;
import io.groundswell.command.report.ReportCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell db`: for the operator of the database.
@Command(name = "db",
    description = "Change the schema of the services, look at it, check it, take a change back, and see what it "
        + "holds.",
    subcommands = {PlanMigrations.class, MigrateUp.class, ShowSchema.class, ValidateFiles.class, VerifySchema.class,
        ShowDrift.class, TakeDown.class, ForceUp.class, FinalizeSchema.class, ReportCommand.class},
    footer = {"", Exit.OF_SCHEMA})
public final class DbCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
        "Missing: one of " + String.join(", ", Objects.requireNonNull(spec).subcommands().keySet()));
  }
}

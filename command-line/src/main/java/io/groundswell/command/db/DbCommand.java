package io.groundswell.command.db;

import io.groundswell.command.manners.Exit;
import io.groundswell.command.report.ReportCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell db`.
@Command(name = "db", description = "Look after the database.", synopsisSubcommandLabel = "(report)",
    subcommands = {ReportCommand.class}, footer = {"", Exit.EXPLAINED})
public final class DbCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Missing: report");
  }
}

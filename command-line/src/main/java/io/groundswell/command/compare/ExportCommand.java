package io.groundswell.command.compare;

import io.groundswell.command.manners.Exit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell export`.
@Command(name = "export", description = "Write what is stored in the form of another system.",
    synopsisSubcommandLabel = "(sqlite)", subcommands = ExportSqlite.class, footer = {"", Exit.EXPLAINED})
public final class ExportCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Missing: sqlite");
  }
}

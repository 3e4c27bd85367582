package io.groundswell.command.archive;

import io.groundswell.command.manners.Exit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell archive`.
@Command(name = "archive", description = "Move old days into files, look at them, and bring them back.",
    synopsisSubcommandLabel = "(list | run | verify | restore)",
    subcommands = {ListArchive.class, RunArchive.class, VerifyArchive.class, RestoreArchive.class},
    footer = {"", Exit.EXPLAINED})
public final class ArchiveCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
        "Missing: list, run, verify or restore");
  }
}

package io.groundswell.command.quarantine;

import io.groundswell.command.manners.Exit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell quarantine`.
@Command(name = "quarantine",
    description = "Look at records that were accepted but could not be stored; replay them, patched or not, or discard them.",
    synopsisSubcommandLabel = "(list | show | replay | discard)",
    subcommands = {ListRecords.class, ShowRecord.class, ReplayRecord.class, DiscardRecords.class},
    footer = {"", Exit.EXPLAINED})
public final class QuarantineCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
        "Missing: list, show, replay or discard");
  }
}

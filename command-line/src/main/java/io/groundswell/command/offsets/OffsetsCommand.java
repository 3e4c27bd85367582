package io.groundswell.command.offsets;

import io.groundswell.command.manners.Exit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell offsets`: for an operator with a stalled partition.
@Command(name = "offsets",
    description = "Show where the consumers stand, move one over records that it cannot store, and have them "
        + "read a topic that was made anew.",
    synopsisSubcommandLabel = "(show | skip | restart)",
    subcommands = {ShowOffsets.class, SkipOffsets.class, RestartOffsets.class},
    footer = {"", Exit.EXPLAINED})
public final class OffsetsCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Missing: show, skip or restart");
  }
}

package io.groundswell.command.evaluate;

import io.groundswell.command.manners.Exit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell evaluate`: how good what we claim is.
@Command(name = "evaluate", description = "Judge the detector on labelled series.", synopsisSubcommandLabel = "trends",
    subcommands = EvaluateTrends.class, footer = {"", Exit.EXPLAINED})
public final class EvaluateCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Missing: trends");
  }
}

package io.groundswell.command.retention;

import io.groundswell.command.manners.Exit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell retention`.
@Command(name = "retention", description = "Say for how long events are kept, by type.",
    synopsisSubcommandLabel = "(list | set | remove)",
    subcommands = {ListRules.class, SetRule.class, RemoveRule.class},
    footer = {"", Exit.EXPLAINED})
public final class RetentionCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Missing: list, set or remove");
  }
}

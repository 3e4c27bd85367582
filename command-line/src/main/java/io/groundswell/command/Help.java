package io.groundswell.command;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell help`: the same as `--help`, for those who ask in that order.
@Command(name = "help", description = "Describe a command, or name them all.")
final class Help implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "For instance: keys create.")
  private List<String> names = List.of();

  @Override
  public void run() {
    var command = Objects.requireNonNull(spec).commandLine().getParent();
    for (var name : names) {
      var next = command.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(command, Groundswell.noSuchCommand(command, name));
      }
      command = next;
    }
    command.usage(command.getOut());
  }
}

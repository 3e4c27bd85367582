package io.groundswell.command.imports;

import io.groundswell.command.manners.Exit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell import mapping`.
@Command(name = "mapping",
    description = "Print a mapping that comes with the command, to be changed and named by --mapping.",
    footer = {"", Exit.EXPLAINED})
final class PrintMapping implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Without one: their names.")
  private @Nullable String name;

  @Override
  public void run() {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(name == null ? String.join("\n", Mappings.names()) : Mappings.text(name).strip());
    out.flush();
  }
}

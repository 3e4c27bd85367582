package io.groundswell.command.quarantine;

import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.MetricsReach;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell quarantine discard`.
@Command(name = "discard", description = {
    "Say that records need nothing more.",
    "",
    "They stay, and stay in the books as quarantined, but are not held any more and cannot be replayed.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class DiscardRecords implements Callable<Integer> {

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final MetricsReach metrics = new MetricsReach();

  @Parameters(paramLabel = "ID", arity = "1..*", description = "As 'quarantine list' names them.")
  private List<String> ids = List.of();

  @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the audit.")
  private String reason = "";

  @Option(names = "--json", description = "As JSON, an object a line.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException, IOException {
    var line = Objects.requireNonNull(spec).commandLine();
    if (reason.isBlank()) {
      throw new ParameterException(line, "--reason must say why: it is all that will be known");
    }
    try (var keeper = new Keeper(metrics.target())) {
      for (var id : ids) {
        var record = keeper.change(id, "discard", Keeper.JSON.createObjectNode().put("reason", reason));
        if (json) {
          line.getOut().println(record);
        } else {
          line.getOut().printf(Locale.ROOT, "%s: discarded%n", id);
        }
        line.getOut().flush();
      }
      return Exit.OK;
    }
  }
}

package io.groundswell.command.capacity;

import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.MetricsReach;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Tells what `GET /v1/capacity` answers.
@Command(name = "capacity",
    description = "How many events come in, how many could, what limits them, and what runs out first.",
    footer = {"", Exit.EXPLAINED})
public final class CapacityCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final MetricsReach metrics = new MetricsReach();

  @Option(names = "--json", description = "As JSON, with every figure.")
  private boolean json;

  CapacityCommand() {
  }

  @Override
  public Integer call() throws InterruptedException {
    try (var service = new Administration(metrics.target(), "metrics-service", PATIENCE)) {
      var capacity = service.ask("GET", "/v1/capacity", null);
      var out = Objects.requireNonNull(spec).commandLine().getOut();
      if (json) {
        Administration.print(out, capacity);
      } else {
        capacity.path("words").forEach(sentence -> out.println(sentence.asText()));
        out.flush();
      }
      return Exit.OK;
    }
  }
}

package io.groundswell.command.retention;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.MetricsReach;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What the commands have in common: a question, the answer to which has rules.
abstract class RetentionQuestion implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String COLUMNS = "%-32s  %9s  %-14s  %-14s  %12s%n";

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final MetricsReach metrics = new MetricsReach();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /// @return one rule, or `rules`
  abstract JsonNode ask(Administration service) throws InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    try (var service = new Administration(metrics.target(), "metrics-service", PATIENCE)) {
      tell(Objects.requireNonNull(spec).commandLine().getOut(), ask(service));
      return Exit.OK;
    }
  }

  static String path(String type) {
    return "/v1/retention/" + Administration.segment(type);
  }

  private void tell(PrintWriter out, JsonNode answer) {
    if (json) {
      Administration.print(out, answer);
      return;
    }
    var rules = answer.has("rules") ? answer.get("rules") : JsonNodeFactory.instance.arrayNode().add(answer);
    out.printf(Locale.ROOT, COLUMNS, "TYPE", "KEPT", "EXPIRED BEFORE", "REMOVED BEFORE", "EVENTS");
    for (var rule : rules) {
      out.printf(Locale.ROOT, COLUMNS, rule.path("eventType").asText(),
          rule.has("keepDays") ? rule.get("keepDays").asText() + " days" : "for ever",
          rule.path("expiredBefore").asText("-"), rule.path("doneBefore").asText("-"), rule.path("removed").asText());
    }
    out.flush();
  }
}

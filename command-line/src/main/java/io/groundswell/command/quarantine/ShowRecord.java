package io.groundswell.command.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.MetricsReach;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell quarantine show`.
@Command(name = "show", description = "One record: why it was set aside, what it holds, and who did what with it.",
    footer = {"", Exit.EXPLAINED})
final class ShowRecord implements Callable<Integer> {

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final MetricsReach metrics = new MetricsReach();

  @Parameters(paramLabel = "ID", description = "As 'quarantine list' names it.")
  private String id = "";

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException, IOException {
    try (var keeper = new Keeper(metrics.target())) {
      var look = keeper.show(id);
      var out = Objects.requireNonNull(spec).commandLine().getOut();
      if (json) {
        out.println(Keeper.JSON.writeValueAsString(look));
      } else {
        print(out, look);
      }
      out.flush();
      return Exit.OK;
    }
  }

  private static void print(PrintWriter out, JsonNode look) {
    look.path("record").properties()
        .forEach(member -> out.printf(Locale.ROOT, "%-14s %s%n", member.getKey(), member.getValue().asText()));
    for (var each : look.path("history")) {
      out.printf(Locale.ROOT, "%-14s %s by key %s at %s%s%n", "history", each.path("action").asText(),
          each.path("key").asText(), each.path("at").asText(),
          each.path("reason").asText().isEmpty() ? "" : ": " + each.path("reason").asText());
    }
    out.printf(Locale.ROOT, "%-14s %s%n", "key", payload(look.path("key")));
    out.println();
    out.println(payload(look.path("value")));
  }

  private static String payload(JsonNode payload) {
    return payload.has("text") ? payload.path("text").asText()
        : payload.has("base64") ? "base64: " + payload.path("base64").asText() : "(none)";
  }
}

package io.groundswell.command.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.MetricsReach;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `groundswell quarantine list`.
@Command(name = "list", description = "Records that were set aside, latest first.", footer = {"", Exit.EXPLAINED})
final class ListRecords implements Callable<Integer> {

  private static final String COLUMNS = "%-36s  %-10s  %-24s  %-24s  %s%n";

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final MetricsReach metrics = new MetricsReach();

  @Option(names = "--state", paramLabel = "STATE",
      description = "held (default), replaying, replayed, discarded or all.",
      defaultValue = "held")
  private String state = "held";

  @Option(names = "--reason", paramLabel = "REASON",
      description = "Only those set aside for this, for instance not_json.")
  private @Nullable String reason;

  @Option(names = "--lane", paramLabel = "LANE", description = "live or backfill.")
  private @Nullable String lane;

  @Option(names = "--from", paramLabel = "TIME", description = "Set aside then or later (RFC 3339).")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Set aside before then.")
  private @Nullable String to;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "100",
      description = "At most so many, 1 to 1000. Default: 100.")
  private String limit = "100";

  @Option(names = "--cursor", paramLabel = "CURSOR", description = "Read on where a list ended.")
  private @Nullable String cursor;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException, IOException {
    var parameters = new LinkedHashMap<String, @Nullable String>();
    parameters.put("state", state.equals("all") ? null : state);
    parameters.put("reason", reason);
    parameters.put("lane", lane);
    parameters.put("from", from);
    parameters.put("to", to);
    parameters.put("limit", limit);
    parameters.put("cursor", cursor);
    try (var keeper = new Keeper(metrics.target())) {
      var page = keeper.list(parameters);
      var out = Objects.requireNonNull(spec).commandLine().getOut();
      if (json) {
        out.println(Keeper.JSON.writeValueAsString(page));
      } else {
        print(out, page);
      }
      out.flush();
      return Exit.OK;
    }
  }

  private static void print(PrintWriter out, JsonNode page) {
    out.printf(Locale.ROOT, COLUMNS, "ID", "STATE", "SET ASIDE", "REASON", "DETAIL");
    for (var each : page.path("records")) {
      var outcome = each.path("outcome").asText("");
      out.printf(Locale.ROOT, COLUMNS, each.path("id").asText(), each.path("state").asText(),
          each.path("quarantinedAt").asText(), each.path("reason").asText(),
          outcome.isEmpty() ? each.path("detail").asText() : "now " + outcome);
    }
    if (page.has("next")) {
      out.printf(Locale.ROOT, "There are more: --cursor %s%n", page.path("next").asText());
    }
  }
}

package io.groundswell.command.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `groundswell webhooks deliveries`.
@Command(name = "deliveries", description = "What became of a webhook's announcements, the newest first.",
    footer = {"", Exit.EXPLAINED})
final class ListDeliveries extends WebhookQuestion {

  private static final String COLUMNS = "%-36s  %-14s  %-9s  %8s  %-20s  %6s  %s%n";

  @Parameters(paramLabel = "ID", description = "As 'webhooks list' names it.")
  private String id = "";

  @Option(names = "--state", paramLabel = "STATE", description = "pending, delivered or dead. Default: all.")
  private @Nullable String state;

  @Override
  JsonNode ask(Administration service) throws InterruptedException {
    return service.ask("GET", path(id) + "/deliveries"
        + (state == null ? "" : "?state=" + Administration.segment(state)), null);
  }

  @Override
  void tell(PrintWriter out, JsonNode answer) {
    out.printf(Locale.ROOT, COLUMNS, "EVENT", "TYPE", "STATE", "ATTEMPTS", "NEXT", "STATUS", "SUBJECT");
    for (var each : answer.path("deliveries")) {
      out.printf(Locale.ROOT, COLUMNS, each.path("eventId").asText(), each.path("type").asText(),
          each.path("state").asText(), each.path("attempts").asText(), seconds(each.path("nextAttemptAt")),
          each.path("lastStatus").asText("-"), each.path("subject").asText());
      if (each.hasNonNull("lastError")) {
        out.println("  " + each.path("lastError").asText());
      }
    }
  }
}

package io.groundswell.command.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `groundswell webhooks list`.
@Command(name = "list", description = "The webhooks of the organisation.", footer = {"", Exit.EXPLAINED})
final class ListWebhooks extends WebhookQuestion {

  private static final String COLUMNS = "%-36s  %-8s  %8s  %8s  %s%n";

  @Override
  JsonNode ask(Administration service) throws InterruptedException {
    return service.ask("GET", "/v1/webhooks", null);
  }

  @Override
  void tell(PrintWriter out, JsonNode answer) {
    out.printf(Locale.ROOT, COLUMNS, "ID", "STATE", "PENDING", "DEAD", "URL");
    for (var each : answer.path("webhooks")) {
      out.printf(Locale.ROOT, COLUMNS, each.path("id").asText(), each.path("state").asText(),
          each.path("pending").asText(), each.path("dead").asText(), each.path("url").asText());
    }
  }
}

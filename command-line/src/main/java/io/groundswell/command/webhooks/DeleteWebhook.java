package io.groundswell.command.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `groundswell webhooks delete`.
@Command(name = "delete", description = "End a webhook, with everything that was still to be sent there.",
    footer = {"", Exit.EXPLAINED})
final class DeleteWebhook extends WebhookQuestion {

  @Parameters(paramLabel = "ID", description = "As 'webhooks list' names it.")
  private String id = "";

  @Override
  JsonNode ask(Administration service) throws InterruptedException {
    service.ask("DELETE", path(id), null);
    return object().put("id", id).put("state", "deleted");
  }

  @Override
  void tell(PrintWriter out, JsonNode answer) {
    out.println(id + ": deleted");
  }
}

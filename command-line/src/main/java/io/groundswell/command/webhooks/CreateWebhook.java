package io.groundswell.command.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `groundswell webhooks create`.
@Command(name = "create", description = {
    "Register an address and print the secret that its messages are signed with, this once.",
    "",
    "Each announcement is posted as a CloudEvent, signed by Standard Webhooks, and tried again until it arrives.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class CreateWebhook extends WebhookQuestion {

  @Parameters(paramLabel = "URL", description = "Where to, https.")
  private String address = "";

  @Option(names = "--type", paramLabel = "TYPE",
      description = "trend.started, trend.peaked or trend.ended; repeatable. Default: all.")
  private List<String> types = List.of();

  @Override
  JsonNode ask(Administration service) throws InterruptedException {
    var body = object().put("url", address);
    if (!types.isEmpty()) {
      types.forEach(body.putArray("types")::add);
    }
    return service.ask("POST", "/v1/webhooks", body);
  }

  @Override
  void tell(PrintWriter out, JsonNode answer) {
    out.println(answer.path("secret").asText());
    out.println("Keep it: it is shown this once. The webhook's id is " + answer.at("/webhook/id").asText() + ".");
  }
}

package io.groundswell.command.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `groundswell webhooks replay`.
@Command(name = "replay", description = "Send dead letters again, all or one, under the same ids.",
    footer = {"", Exit.EXPLAINED})
final class ReplayDeliveries extends WebhookQuestion {

  @Parameters(index = "0", paramLabel = "ID", description = "As 'webhooks list' names it.")
  private String id = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "EVENT",
      description = "As 'webhooks deliveries' names it. Default: all dead letters.")
  private @Nullable String event;

  @Override
  JsonNode ask(Administration service) throws InterruptedException {
    return service.ask("POST",
        path(id) + (event == null ? "" : "/deliveries/" + Administration.segment(event)) + "/replay", null);
  }

  @Override
  void tell(PrintWriter out, JsonNode answer) {
    out.println(answer.path("replayed").asText() + " to be sent again");
  }
}

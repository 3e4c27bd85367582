package io.groundswell.command.retention;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `groundswell retention remove`.
@Command(name = "remove", description = "Take a rule away. What has expired does not come back.",
    footer = {"", Exit.EXPLAINED})
final class RemoveRule extends RetentionQuestion {

  @Parameters(paramLabel = "TYPE", description = "Event type, or '*'.")
  private String type = "";

  @Override
  JsonNode ask(Administration service) throws InterruptedException {
    return service.ask("DELETE", path(type), null);
  }
}

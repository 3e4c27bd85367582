package io.groundswell.command.retention;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import picocli.CommandLine.Command;

/// `groundswell retention list`.
@Command(name = "list", description = "The rules of the key's organisation, and how far they have been carried out.",
    footer = {"", Exit.EXPLAINED})
final class ListRules extends RetentionQuestion {

  @Override
  JsonNode ask(Administration service) throws InterruptedException {
    return service.ask("GET", "/v1/retention", null);
  }
}

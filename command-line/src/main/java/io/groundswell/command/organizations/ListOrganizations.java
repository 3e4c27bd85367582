package io.groundswell.command.organizations;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `groundswell org list`.
@Command(name = "list", description = "The organisations that the key sees: all for the operator, else its own.",
    footer = {"", Exit.EXPLAINED})
final class ListOrganizations extends AdminCommand {

  private static final String COLUMNS = "%-6s  %-24s  %s%n";

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    return administration.ask("GET", "/v1/organizations", null);
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    out.printf(Locale.ROOT, COLUMNS, "ID", "SLUG", "NAME");
    for (var each : answer.path("organizations")) {
      out.printf(Locale.ROOT, COLUMNS, each.path("id").asText(), each.path("slug").asText(),
          each.path("name").asText());
    }
  }
}

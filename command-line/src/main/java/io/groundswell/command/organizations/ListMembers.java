package io.groundswell.command.organizations;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `groundswell org member list`.
@Command(name = "list", description = "The members of an organisation and their roles.", footer = {"", Exit.EXPLAINED})
final class ListMembers extends AdminCommand {

  @Parameters(paramLabel = "ORG", description = "The organisation, by id or slug.")
  private String organization = "";

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    return administration.ask("GET", MemberCommand.path(organization, null), null);
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    out.printf(Locale.ROOT, "%-6s  %s%n", "ROLE", "USER");
    answer.path("members").forEach(member -> out.printf(Locale.ROOT, "%-6s  %s%n", member.path("role").asText(),
        member.path("userId").asText()));
  }
}

package io.groundswell.command.organizations;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `groundswell org member set`.
@Command(name = "set", description = "Add a member, or give one another role.", footer = {"", Exit.EXPLAINED})
final class SetMember extends AdminCommand {

  @Parameters(index = "0", paramLabel = "ORG", description = "The organisation, by id or slug.")
  private String organization = "";

  @Parameters(index = "1", paramLabel = "USER", description = "Who, by the name that your directory gives them.")
  private String user = "";

  @Parameters(index = "2", paramLabel = "ROLE", description = "owner, admin, editor or viewer.")
  private String role = "";

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    return administration.ask("PUT", MemberCommand.path(organization, user), object().put("role", role));
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    out.println(user + ": " + answer.path("role").asText());
  }
}

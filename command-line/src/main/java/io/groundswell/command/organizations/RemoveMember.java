package io.groundswell.command.organizations;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `groundswell org member remove`.
@Command(name = "remove", description = "Remove a member, and end their keys.", footer = {"", Exit.EXPLAINED})
final class RemoveMember extends AdminCommand {

  @Parameters(index = "0", paramLabel = "ORG", description = "The organisation, by id or slug.")
  private String organization = "";

  @Parameters(index = "1", paramLabel = "USER", description = "Who.")
  private String user = "";

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    administration.ask("DELETE", MemberCommand.path(organization, user), null);
    return object().put("userId", user).put("state", "removed");
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    out.println(user + ": removed, and their keys revoked");
  }
}

package io.groundswell.command.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `groundswell keys revoke`.
@Command(name = "revoke", description = "End a key: within seconds it opens nothing any more, for good.",
    footer = {"", Exit.EXPLAINED})
final class RevokeKey extends AdminCommand {

  @Parameters(paramLabel = "ID", description = "As 'keys list' names it.")
  private String id = "";

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    administration.ask("DELETE", "/v1/keys/" + Administration.segment(id), null);
    return object().put("id", id).put("state", "revoked");
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    out.println(id + ": revoked");
  }
}

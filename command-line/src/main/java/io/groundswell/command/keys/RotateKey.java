package io.groundswell.command.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `groundswell keys rotate`.
@Command(name = "rotate", description = {
    "Make a second key like this one and print it, this once.",
    "",
    "Both are in force until the old one is revoked, or ends by --old-expires, so that senders can change over.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class RotateKey extends AdminCommand {

  @Parameters(paramLabel = "ID", description = "As 'keys list' names it.")
  private String id = "";

  @Option(names = "--old-expires", paramLabel = "TIME", converter = Lifetime.class,
      description = "When the old key ends by itself, for instance 24h.")
  private @Nullable Duration oldExpires;

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    return administration.ask("POST", "/v1/keys/" + Administration.segment(id) + "/rotate",
        object().put("oldExpiresAt", oldExpires == null ? null : Lifetime.end(oldExpires)));
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    tellSecret(out, answer);
    out.println(oldExpires == null ? "When all senders use it: groundswell keys revoke " + id
        : "The old key " + id + " ends by itself.");
  }
}

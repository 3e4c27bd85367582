package io.groundswell.command.organizations;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `groundswell org create`.
@Command(name = "create", description = {
    "Make an organisation and print its first key, of kind admin, this once.",
    "",
    "Needs an admin key of the operator's organisation, the one of the instance's own key.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class CreateOrganization extends AdminCommand {

  @Parameters(paramLabel = "SLUG", description = "Its name in commands and paths: lower case, begins with a letter.")
  private String slug = "";

  @Option(names = "--name", paramLabel = "NAME", description = "As people call it. Default: the slug.")
  private @Nullable String name;

  @Option(names = "--owner", paramLabel = "USER", description = "Its first member, as owner.")
  private @Nullable String owner;

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    return administration.ask("POST", "/v1/organizations",
        object().put("slug", slug).put("name", name).put("owner", owner));
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    tellSecret(out, answer);
    out.println("It is an admin key of organisation " + answer.at("/organization/id").asText() + " (" + slug + ").");
  }
}

package io.groundswell.command.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `groundswell keys list`.
@Command(name = "list", description = "The keys of the organisation, those in force first.",
    footer = {"", Exit.EXPLAINED})
final class ListKeys extends AdminCommand {

  private static final String COLUMNS = "%-12s  %-8s  %-8s  %-20s  %-20s  %s%n";

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    return administration.ask("GET", "/v1/keys", null);
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    out.printf(Locale.ROOT, COLUMNS, "ID", "KIND", "STATE", "LAST USED", "EXPIRES", "NAME");
    for (var key : answer.path("keys")) {
      out.printf(Locale.ROOT, COLUMNS, key.path("id").asText(), key.path("kind").asText(), key.path("state").asText(),
          seconds(key.path("lastUsedAt")), seconds(key.path("expiresAt")), key.path("name").asText());
    }
  }

  /// Of a time, what people look at.
  private static String seconds(JsonNode time) {
    var text = time.asText("");
    return text.isEmpty() ? "-" : text.replaceFirst("\\.\\d+Z$", "Z");
  }
}

package io.groundswell.command.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `groundswell import list`.
@Command(name = "list", description = "The imports, the urgent ones first.", footer = {"", Exit.EXPLAINED})
final class ListImports extends AdminCommand {

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    return administration.ask("GET", "/v1/imports", null);
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    answer.path("imports").forEach(job -> out.printf(Locale.ROOT, "%d  %s  %s%n", job.path("id").asLong(),
        Gauge.line(job), job.path("name").asText()));
  }
}

package io.groundswell.command.archive;

import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/// `groundswell archive list`.
@Command(name = "list", description = "The days that are archived, on their way, or restored.",
    footer = {"", Exit.EXPLAINED})
final class ListArchive extends ArchiveQuestion {

  @Override
  int ask(Administration service, PrintWriter out) throws InterruptedException {
    tell(out, service.ask("GET", "/v1/archive", null));
    return Exit.OK;
  }
}

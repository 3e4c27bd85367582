package io.groundswell.command.archive;

import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `groundswell archive restore`.
@Command(name = "restore", description = {
    "Bring days back into the database, each whole or not at all.",
    "",
    "They can then be asked in all buckets, and take late events, until they are archived again.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class RestoreArchive extends ArchiveQuestion {

  @Parameters(paramLabel = "DAY", arity = "1..*", description = "Dates, for instance 2026-08-01.")
  private List<LocalDate> days = List.of();

  @Option(names = "--days", paramLabel = "N", defaultValue = "7",
      description = "How long they stay, 1 to 366 days. Default: 7.")
  private int stay = 7;

  @Override
  int ask(Administration service, PrintWriter out) throws InterruptedException {
    var partitions = object().putArray("partitions");
    for (var day : days) {
      var restored = service.ask("POST", "/v1/archive/" + day + "/restore", object().put("days", stay));
      restored.path("partitions").forEach(partitions::add);
    }
    tell(out, object().set("partitions", partitions));
    return Exit.OK;
  }
}

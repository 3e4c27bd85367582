package io.groundswell.command.archive;

import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `groundswell archive verify`.
@Command(name = "verify", description = "Read files of the archive and compare them with what was written.",
    footer = {"", Exit.EXPLAINED})
final class VerifyArchive extends ArchiveQuestion {

  @Parameters(paramLabel = "DAY", arity = "0..*", description = "Dates. Default: all that have files.")
  private List<LocalDate> days = List.of();

  @Override
  int ask(Administration service, PrintWriter out) throws InterruptedException {
    var answers = object().putArray("days");
    boolean intact = true;
    for (var day : days.isEmpty() ? all(service) : days) {
      var answer = service.ask("POST", "/v1/archive/" + day + "/verify", object());
      answers.add(answer);
      intact &= answer.path("intact").asBoolean();
      if (!isJson()) {
        answer.path("files").forEach(file -> out.println(file.path("file").asText() + ": "
            + (file.path("intact").asBoolean() ? "intact" : file.path("problem").asText())));
      }
    }
    if (isJson()) {
      Administration.print(out, object().set("days", answers));
    }
    return intact ? Exit.OK : Exit.FAILED;
  }

  private static List<LocalDate> all(Administration service) throws InterruptedException {
    var found = new TreeSet<LocalDate>();
    for (var each : service.ask("GET", "/v1/archive", null).path("partitions")) {
      if (each.hasNonNull("file")) {
        found.add(LocalDate.parse(each.path("day").asText()));
      }
    }
    return new ArrayList<>(found);
  }
}

package io.groundswell.command.archive;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `groundswell archive run`.
@Command(name = "run", description = {
    "Archive all days before a date, and wait until they are.",
    "",
    "A day goes into one file a table and leaves the database when the file has been read back. Its daily figures stay. Who does not "
        + "want to wait may stop this: the service goes on.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class RunArchive extends ArchiveQuestion {

  private static final long LOOK_MILLIS = 500;

  @Option(names = "--before", required = true, paramLabel = "DATE",
      description = "The first day that stays, for instance 2026-08-01.")
  private LocalDate before = LocalDate.EPOCH;

  @Option(names = "--no-wait", description = "Do not wait.")
  private boolean noWait;

  @Override
  int ask(Administration service, PrintWriter out) throws InterruptedException {
    var asked = service.ask("POST", "/v1/archive/run", object().put("before", before.toString())).path("asked").asInt();
    err().println(asked + (asked == 1 ? " day" : " days") + " more to archive");
    var listed = service.ask("GET", "/v1/archive", null);
    while (!noWait && pending(listed) > 0) {
      if (hasError(listed)) {
        tell(out, listed);
        return Exit.FAILED;
      }
      Thread.sleep(LOOK_MILLIS);
      listed = service.ask("GET", "/v1/archive", null);
    }
    tell(out, listed);
    return Exit.OK;
  }

  private long pending(JsonNode listed) {
    return StreamSupport.stream(listed.path("partitions").spliterator(), false)
        .filter(each -> LocalDate.parse(each.path("day").asText()).isBefore(before))
        .filter(each -> !each.path("state").asText().matches("dropped|restored")).count();
  }

  private static boolean hasError(JsonNode listed) {
    return StreamSupport.stream(listed.path("partitions").spliterator(), false)
        .anyMatch(each -> each.hasNonNull("error"));
  }
}

package io.groundswell.command.archive;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
  /// The service tries again what failed; who has failed so often will not get on by waiting.
  private static final int MOST_ATTEMPTS = 3;

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
    var failures = new HashMap<String, Set<String>>();
    while (!noWait && pending(listed).findAny().isPresent()) {
      if (hasFailedOften(listed, failures)) {
        tell(out, listed);
        return Exit.FAILED;
      }
      Thread.sleep(LOOK_MILLIS);
      listed = service.ask("GET", "/v1/archive", null);
    }
    tell(out, listed);
    return Exit.OK;
  }

  private Stream<JsonNode> pending(JsonNode listed) {
    return StreamSupport.stream(listed.path("partitions").spliterator(), false)
        .filter(each -> LocalDate.parse(each.path("day").asText()).isBefore(before))
        .filter(each -> !each.path("state").asText().matches("dropped|restored"));
  }

  /// Whether one of those that are waited for has failed again and again.
  ///
  /// @param failures when each has failed, as far as was seen; what gets on meanwhile has not
  private boolean hasFailedOften(JsonNode listed, Map<String, Set<String>> failures) {
    return pending(listed).toList().stream().anyMatch(each -> {
      var of = each.path("day").asText() + each.path("table").asText();
      if (!each.hasNonNull("error")) {
        failures.remove(of);
        return false;
      }
      var seen = failures.computeIfAbsent(of, first -> new HashSet<>());
      seen.add(each.path("changedAt").asText());
      return seen.size() >= MOST_ATTEMPTS;
    });
  }
}

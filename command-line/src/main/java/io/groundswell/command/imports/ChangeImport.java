package io.groundswell.command.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `groundswell import set`.
@Command(name = "set", description = {
    "Change an import while it runs: its pace, its priority, or whether it goes on.",
    "",
    "Workers hear of it within five seconds. A paused one is gone on with by 'import resume'; a cancelled one by "
        + "nothing, and what it brought stays.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class ChangeImport extends AdminCommand {

  @Parameters(paramLabel = "IMPORT", description = "Its number.")
  private long id;

  @Option(names = "--pause", description = "Stop after the rows that are on the way.")
  private boolean isPaused;

  @Option(names = "--cancel", description = "End it.")
  private boolean isCancelled;

  @Option(names = "--priority", paramLabel = "1-1000", description = "It gives way to imports of a higher one.")
  private @Nullable Integer priority;

  @Option(names = "--events-per-second", paramLabel = "N", description = "No faster than this, all workers together.")
  private @Nullable Integer perSecond;

  @Option(names = "--deadline", paramLabel = "TIME",
      description = "When it should be over, such as 2026-12-01T00:00:00Z: it is not slowed down below what that takes.")
  private @Nullable String deadline;

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    if (isPaused && isCancelled) {
      throw wrong("--pause and --cancel exclude each other");
    }
    var change = object().put("priority", priority).put("eventsPerSecond", perSecond)
        .put("deadline", deadline)
        .put("status", isPaused ? "paused" : isCancelled ? "cancelled" : null);
    return administration.ask("PATCH", "/v1/imports/" + id, change);
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    out.println(Gauge.line(answer));
  }
}

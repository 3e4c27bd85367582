package io.groundswell.command.compare;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.Reach;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell import undo`.
@Command(name = "undo", description = {
    "Take out what an import brought: its events, with their numbers, and the posts and creators of which nothing else tells.",
    "",
    "Needs an admin key. The import ends for good: nothing goes on with it. What is on its way is waited for. Refused "
        + "where a day of the import is archived. Safe to interrupt and to repeat.",
    ""},
    footer = {"", Exit.EXPLAINED})
public final class UndoImport implements Callable<Integer> {

  private static final long WAIT_MILLIS = 1_000;

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final Reach reach = new Reach();

  @Option(names = "--metrics-url", paramLabel = "URL",
      description = "Address of metrics-service, beside --url, for instance http://localhost:8082.")
  private @Nullable URI metricsUrl;

  @Option(names = "--wait", paramLabel = "MINUTES", defaultValue = "10",
      description = "For events that are accepted and not stored yet (default: 10).")
  private int waitMinutes;

  @Parameters(paramLabel = "IMPORT", description = "Its number.")
  private long id;

  @Override
  public Integer call() throws InterruptedException {
    var ingest = reach.ingest();
    var metrics = metricsUrl != null ? metricsUrl : reach.metrics();
    if (metrics == null) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--url needs --metrics-url beside it");
    }
    try (var jobs = new Administration(ingest);
        var events = new Administration(new Reach.Target(metrics, ingest.key()), "metrics-service",
            Duration.ofMinutes(5))) {
      var job = jobs.ask("GET", "/v1/imports/" + id, null);
      var status = job.path("status").asText();
      if (status.equals("processing") || status.equals("pending")) {
        throw new CommandFailed("import " + id + " is " + status + ": cancel it first, by 'groundswell import set " + id
            + " --cancel'");
      }
      var ended = jobs.ask("PATCH", "/v1/imports/" + id, JsonNodeFactory.instance.objectNode().put("undone", true));
      while (ended.path("workers").asInt() > 0) {
        tell("waiting for " + ended.path("workers").asInt() + " workers to hear of it");
        TimeUnit.MILLISECONDS.sleep(WAIT_MILLIS);
        ended = jobs.ask("GET", "/v1/imports/" + id, null);
      }
      var undone = ended.hasNonNull("oldest")
          ? undo(events, ended.path("source").asText(), StoredEvents.firstDay(ended)) : new Undone(0, "");
      var out = Objects.requireNonNull(spec).commandLine().getOut();
      out.println("import " + id + ": " + undone.removed + " events removed");
      if (!undone.expiredBefore.isEmpty()) {
        out.println("its events before " + undone.expiredBefore
            + " may have expired before they could be removed: of those the daily figures stay");
      }
      out.flush();
      return Exit.OK;
    }
  }

  /// @param expiredBefore a day; empty where nothing has expired
  private record Undone(long removed, String expiredBefore) {
  }

  /// To today, whatever the import's newest row was: its time may have changed between planning and sending.
  private Undone undo(Administration events, String source, LocalDate first) throws InterruptedException {
    var end = LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC).plusDays(1);
    if (!first.isBefore(end)) {
      return new Undone(0, "");
    }
    long removed = 0;
    var expiredBefore = "";
    var from = first.toString();
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(waitMinutes);
    while (!from.isEmpty()) {
      var body = JsonNodeFactory.instance.objectNode().put("source", source).put("from", from)
          .put("to", end.toString());
      try {
        var answer = events.ask("POST", "/v1/events/undo", body);
        removed += answer.path("removed").asLong();
        from = answer.path("next").asText("");
        // The first answer is about the whole range.
        expiredBefore = expiredBefore.isEmpty() ? answer.path("expiredBefore").asText("") : expiredBefore;
      } catch (CommandFailed refused) {
        if (!refused.isProblem("not_stored_yet")) {
          throw refused;
        }
        if (System.nanoTime() > until) {
          throw CommandFailed.unavailable(refused.getMessage() + "; nothing goes on with the import, and 'groundswell "
              + "import undo " + id + "' can be repeated");
        }
        tell(String.valueOf(refused.getMessage()));
      }
    }
    return new Undone(removed, expiredBefore);
  }

  private void tell(String line) {
    var err = Objects.requireNonNull(spec).commandLine().getErr();
    err.println("groundswell: " + line);
    err.flush();
  }
}

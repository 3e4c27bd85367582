package io.groundswell.command.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.MetricsReach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell quarantine replay`.
@Command(name = "replay", description = {
    "Send a record again: as it came, patched, or replaced by another event.",
    "",
    "It ends as stored, as duplicate or conflict of an event that is known, or in the quarantine again; once, however often it "
        + "is sent. Waits until it has.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class ReplayRecord implements Callable<Integer> {

  private static final Duration PAUSE = Duration.ofMillis(200);

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final MetricsReach metrics = new MetricsReach();

  @Parameters(paramLabel = "ID", description = "As 'quarantine list' names it.")
  private String id = "";

  @ArgGroup
  private @Nullable Instead instead;

  @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why, for the audit.")
  private String reason = "";

  @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "30",
      description = "How long to wait for the outcome; 0: not at all. Default: 30.")
  private int seconds;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /// What goes out in place of the record.
  private static final class Instead {

    @Option(names = "--patch", paramLabel = "JSON",
        description = "JSON merge patch (RFC 7396) of the event, for instance '{\"time\": \"2026-11-20T17:00:00Z\"}'.")
    private @Nullable String patch;

    @Option(names = "--event", paramLabel = "FILE", description = "A file with the event to be taken instead.")
    private @Nullable Path event;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    var body = Keeper.JSON.createObjectNode().put("reason", reason);
    if (instead != null && instead.patch != null) {
      body.set("patch", object("--patch", instead.patch));
    }
    if (instead != null && instead.event != null) {
      body.set("event", object("--event", text(instead.event)));
    }
    try (var keeper = new Keeper(metrics.target())) {
      var record = settled(keeper, keeper.change(id, "replay", body));
      var out = Objects.requireNonNull(spec).commandLine().getOut();
      var outcome = record.path("outcome").asText("on its way");
      if (json) {
        out.println(Keeper.JSON.writeValueAsString(record));
      } else {
        out.printf(Locale.ROOT, "%s: %s%n", id, outcome);
      }
      out.flush();
      return outcome.equals("quarantined") ? Exit.FAILED : Exit.OK;
    }
  }

  private JsonNode settled(Keeper keeper, JsonNode taken) throws InterruptedException {
    var record = taken;
    long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    while (record.path("state").asText().equals("replaying") && System.nanoTime() < until) {
      Thread.sleep(PAUSE);
      record = keeper.show(id).path("record");
    }
    return record;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw CommandFailed.badData("cannot read " + file + ": " + unreadable.getMessage());
    }
  }

  private static ObjectNode object(String option, String text) {
    try {
      if (Keeper.JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException malformed) {
      throw CommandFailed.badData(option + " is not JSON");
    }
    throw CommandFailed.badData(option + " must be a JSON object");
  }
}

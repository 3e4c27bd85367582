package io.groundswell.command.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.manners.Terminal;
import io.groundswell.command.reach.Reach;
import io.groundswell.command.send.Edge;
import io.groundswell.command.send.Patience;
import io.groundswell.contract.Kind;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Slug;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `groundswell replay`: files of `timestamp,value` into a running system.
@Command(name = "replay", description = {
    "Send files of timestamp,value as metric.observed events.",
    "",
    "A timestamp is RFC 3339, or without a zone and then UTC. Sending a file again is safe: the same subject, metric, "
        + "platform and timestamp are the same event. A replay that was interrupted goes on where it stopped; one that "
        + "ended sends everything again.",
    ""},
    footer = {"", "Example: groundswell replay ticker/AAPL=AAPL.csv --platform x --metric mentions --lane backfill",
        "", Exit.EXPLAINED})
public final class Replay implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int LARGEST_BATCH = 5_000;

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final Reach reach = new Reach();

  @Parameters(arity = "1..*", paramLabel = "SUBJECT=FILE", description = "A series, for instance ticker/AAPL=AAPL.csv.",
      converter = ToSeriesFile.class)
  private List<SeriesFile> files = List.of();

  @Option(names = "--platform", required = true, description = "Where it happened, for instance x.")
  private String platform = "";

  @Option(names = "--metric", required = true, description = "What the values are, for instance mentions.")
  private String metric = "";

  @Option(names = "--kind", defaultValue = "delta", description = "delta (adds up, the default), total or gauge.")
  private String kind = "";

  @Option(names = "--lane", defaultValue = "live",
      description = "live (the last 7 days, the default) or backfill (history; its range is declared first).")
  private String lane = "";

  @Option(names = "--speed", defaultValue = "max", paramLabel = "N|max",
      description = "N times as fast as it happened, or as fast as it is answered (max, the default).")
  private String speed = "";

  @Option(names = "--batch", defaultValue = "500", paramLabel = "N",
      description = "Events a request, at most " + LARGEST_BATCH + " (default: 500).")
  private int batch;

  @Option(names = "--state", paramLabel = "FILE",
      description = "Where an interrupted replay is remembered. Default: in the data directory.")
  private @Nullable Path state;

  @Option(names = "--restart", description = "Begin anew, even where an earlier run was interrupted.")
  private boolean restart;

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException, IOException {
    var script = script();
    if (batch < 1 || batch > LARGEST_BATCH) {
      throw wrong("--batch is a number from 1 to " + LARGEST_BATCH);
    }
    var target = reach.ingest();
    var survey = Survey.of(List.copyOf(new LinkedHashSet<>(files)));
    var checkpoint = Checkpoint.at(state != null ? state : remembered(script, target));
    if (restart) {
      checkpoint.clear();
    }
    announce(survey, checkpoint);
    long startedAt = System.nanoTime();
    var onExit = new Thread(() -> {
      checkpoint.write();
      err().println();
      err().println("Interrupted. The same command goes on from here.");
    }, "checkpoint");
    Runtime.getRuntime().addShutdownHook(onExit);
    try (var edge = new Edge(target.url(), target.key(), Patience.USUAL); var display = display(survey.total())) {
      var totals = new Replayer(edge, script, batch).replay(survey, checkpoint, display);
      report(totals, (System.nanoTime() - startedAt) / 1e9);
      return totals.rejected() == 0 ? Exit.OK : Exit.FAILED;
    } finally {
      checkpoint.write();
      Runtime.getRuntime().removeShutdownHook(onExit);
    }
  }

  private Script script() {
    if (!Slug.is(platform, 32)) {
      throw wrong("--platform is a lower-case slug of at most 32 characters, for instance x or tiktok");
    }
    if (!Readings.isMetricName(metric)) {
      throw wrong("--metric begins with a letter and has at most 64 letters, digits, '_', '.', ':' or '-'");
    }
    var ofKind = Kind.find(kind);
    if (ofKind == null) {
      throw wrong("--kind is delta, total or gauge");
    }
    var pace = Pace.find(speed);
    if (pace == null) {
      throw wrong("--speed is a positive number or max");
    }
    var onLane = switch (lane) {
      case "live" -> Lane.LIVE;
      case "backfill" -> Lane.BACKFILL;
      default -> throw wrong("--lane is live or backfill");
    };
    return new Script(platform, metric, ofKind, onLane, pace);
  }

  /// One file for each thing that can be replayed, so that different replays do not take themselves for each other.
  private Path remembered(Script script, Reach.Target target) {
    var what = reach.memory() + "\n" + (reach.isRemote() ? target.url() : "") + "\n" + script.platform() + "\n"
        + script.metric() + "\n" + script.kind() + "\n" + script.lane();
    var name = UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8));
    return reach.memory().resolve("replay").resolve(name + ".json");
  }

  private Display display(long rows) {
    return Terminal.isWatched() ? Display.onTerminal(rows) : Display.inLines(rows, err());
  }

  private void announce(Survey survey, Checkpoint checkpoint) {
    if (survey.repeated() > 0) {
      err().printf(Locale.ROOT,
          "Note: %,d rows have the timestamp of the row before them. Such rows are one event, and "
              + "count once.%n",
          survey.repeated());
    }
    long before = survey.rows().keySet().stream().mapToLong(file -> checkpoint.reached(file).answered()).sum();
    if (before > 0) {
      err().printf(Locale.ROOT, "Going on where the last run was interrupted: %,d of %,d rows were answered "
          + "(--restart begins anew).%n", before, survey.total());
    }
    err().flush();
  }

  private void report(Ledger.Totals totals, double seconds) throws IOException {
    var out = out();
    if (json) {
      var answer = new LinkedHashMap<String, Object>();
      answer.put("sent", totals.sent());
      answer.put("accepted", totals.accepted());
      answer.put("rejected", totals.rejected());
      answer.put("seconds", Math.round(seconds * 1000) / 1000.0);
      answer.put("reasons", totals.reasons());
      out.println(JSON.writeValueAsString(answer));
    } else {
      out.printf(Locale.ROOT, "%,d sent, %,d accepted, %,d rejected in %.1f s%n", totals.sent(), totals.accepted(),
          totals.rejected(), seconds);
      totals.reasons().forEach((reason, refused) -> out.printf(Locale.ROOT, "  %,d × %s: %s (first: %s)%n",
          refused.count(), reason, refused.detail(), refused.firstId()));
    }
    out.flush();
  }

  private PrintWriter out() {
    return commandSpec().commandLine().getOut();
  }

  private PrintWriter err() {
    return commandSpec().commandLine().getErr();
  }

  private ParameterException wrong(String rule) {
    return new ParameterException(commandSpec().commandLine(), rule);
  }

  private CommandSpec commandSpec() {
    return Objects.requireNonNull(spec);
  }

  /// Reads `SUBJECT=FILE`.
  static final class ToSeriesFile implements ITypeConverter<SeriesFile> {

    @Override
    public SeriesFile convert(String text) {
      try {
        return SeriesFile.named(text);
      } catch (IllegalArgumentException broken) {
        throw new TypeConversionException(broken.getMessage());
      }
    }
  }
}

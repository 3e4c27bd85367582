package io.groundswell.command.demo;

import io.groundswell.command.manners.Exit;
import io.groundswell.command.manners.Terminal;
import io.groundswell.command.reach.Reach;
import io.groundswell.command.send.Edge;
import io.groundswell.command.send.Envelope;
import io.groundswell.command.send.Observation;
import io.groundswell.command.send.Patience;
import io.groundswell.contract.Lane;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell demo`: a simulation into a running system.
@Command(name = "demo", description = {
    "Feed a simulation into a running system and watch the trend board move.",
    "",
    "Several platforms, creators of very different size, a day's rhythm, and one hashtag that takes off after half a "
        + "minute, another one each time. Ctrl-C ends it.",
    ""},
    footer = {"", Exit.EXPLAINED})
public final class Demo implements Callable<Integer> {

  private static final String SOURCE = "groundswell-demo";
  private static final int LARGEST_BATCH = 1_000;
  private static final Duration LONGEST_HISTORY = Duration.ofDays(6);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final Envelope ENVELOPE = new Envelope(SOURCE);

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final Reach reach = new Reach();

  @Option(names = "--trends", paramLabel = "URL", description = "Address of trend-service, where --url names the edge.")
  private @Nullable URI trendUrl;

  @Option(names = "--seed", defaultValue = "1", description = "Another seed, another show (default: 1).")
  private long seed;

  @Option(names = "--duration", converter = ToDuration.class, paramLabel = "D",
      description = "End after so long, for instance 2m. Default: until Ctrl-C.")
  private @Nullable Duration duration;

  @Option(names = "--rate", defaultValue = "200", paramLabel = "N",
      description = "Events a second on the average of a day, 1 to 20000 (default: 200).")
  private double rate;

  @Option(names = "--history", defaultValue = "50h", converter = ToDuration.class, paramLabel = "D",
      description = "Tell this much of the past first, so that there is a usual to differ from; at most 6d "
          + "(default: 50h, so that a day can be held against the day before).")
  private Duration history = Duration.ZERO;

  private final InstantSource clock = InstantSource.system();
  private long sent;
  private long rejected;

  @Override
  public Integer call() throws InterruptedException {
    if (!(rate >= 1 && rate <= 20_000)) {
      throw wrong("--rate is a number from 1 to 20000");
    }
    if (history.compareTo(LONGEST_HISTORY) > 0) {
      throw wrong("--history is at most 6d: the live lane takes nothing older");
    }
    var target = reach.ingest();
    var trends = trendUrl != null ? trendUrl : reach.trend();
    try (var edge = new Edge(target.url(), target.key(), Patience.USUAL);
        var board = trends == null ? null : new Board(new Reach.Target(trends, target.key()))) {
      var simulation = new Simulation(seed, clock.instant().truncatedTo(ChronoUnit.MILLIS), rate);
      tellHistory(edge, simulation, trends);
      play(edge, simulation, board);
    }
    out().printf(Locale.ROOT, "%,d events sent, %,d rejected%n", sent, rejected);
    return rejected == 0 ? Exit.OK : Exit.FAILED;
  }

  private void tellHistory(Edge edge, Simulation simulation, @Nullable URI trends) throws InterruptedException {
    var past = simulation.history(history);
    if (!past.isEmpty()) {
      err().printf(Locale.ROOT, "Telling the past: %,d events …%n", past.size());
      send(edge, past);
    }
    err().println("Now live. #" + simulation.star() + " takes off in " + Takeoff.BEGINS.toSeconds() + " s.");
    if (trends != null) {
      err().println("Watch it at " + trends.resolve("/"));
    }
  }

  private void play(Edge edge, Simulation simulation, @Nullable Board board) throws InterruptedException {
    long startedAt = System.nanoTime();
    var nextLook = BETWEEN_LOOKS;
    for (var elapsed = Simulation.STEP; duration == null || elapsed.compareTo(duration) <= 0;
        elapsed = elapsed.plus(Simulation.STEP)) {
      var step = simulation.next();
      var early = elapsed.minusNanos(System.nanoTime() - startedAt);
      if (early.isPositive()) {
        Thread.sleep(early);
      }
      send(edge, step);
      if (elapsed.compareTo(nextLook) >= 0) {
        nextLook = elapsed.plus(BETWEEN_LOOKS);
        show(elapsed, board == null ? List.of() : board.look());
      } else if (Terminal.isWatched()) {
        err().print("\r" + line(elapsed) + "\033[K");
        err().flush();
      }
    }
  }

  private void send(Edge edge, List<Observation> events) throws InterruptedException {
    for (int from = 0; from < events.size(); from += LARGEST_BATCH) {
      var batch = events.subList(from, Math.min(from + LARGEST_BATCH, events.size()));
      var answer = edge.send(Lane.LIVE, ENVELOPE.write(batch));
      sent += batch.size();
      rejected += answer.rejections().size();
      if (rejected == answer.rejections().size() && rejected > 0) {
        var first = answer.rejections().getFirst();
        err().println("Rejected: " + first.reason() + ": " + first.detail());
      }
    }
  }

  private void show(Duration elapsed, List<String> board) {
    if (Terminal.isWatched()) {
      err().print("\r\033[K");
      err().flush();
    }
    out().println(line(elapsed));
    board.forEach(out()::println);
    out().flush();
  }

  private String line(Duration elapsed) {
    return String.format(Locale.ROOT, "%d:%02d  %,d events sent, %,d rejected", elapsed.toMinutes(),
        elapsed.toSecondsPart(), sent, rejected);
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
}

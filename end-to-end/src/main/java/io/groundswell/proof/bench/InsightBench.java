package io.groundswell.proof.bench;

import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.faults.Scene;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// What a series costs, how many fit, and how quickly boards and announcements reach those who want them.
final class InsightBench {

  private static final int MANY = 1_000_000;
  /// Of a pod of 4 GiB, as the service's image sets it.
  private static final String HEAP = "-Xmx3g";
  private static final int CLIENTS = 8;
  private static final int LISTENERS = 1_000;
  private static final int HASHTAGS = 40;
  /// Fewer than would look like a changed definition of their metric.
  private static final int BURSTING = 12;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration MEASURED = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Consumer<String> progress;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<List<String>> rows = new ArrayList<>();

  InsightBench(Consumer<String> progress) {
    this.progress = progress;
  }

  Section run() throws Exception {
    progress.accept("a bucket of a series");
    rows.addAll(SeriesBench.run());
    progress.accept("a million series");
    million();
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT)) {
      var place = new Scene(sandbox).whereabouts();
      progress.accept("a calm day, " + LISTENERS + " listeners, and a burst");
      var now = InstantSource.system().instant();
      calmDay(place, now);
      listen(place, now);
      progress.accept("boards");
      boards(place);
    }
    return new Section("Insight", List.of("what", "figure", "beside"), rows,
        List.of(
            "JMH, one fork. A million series in a process with " + HEAP + ", under names as the service keeps them. "
                + "Boards: closed loop, " + CLIENTS
                + " connections; floor: Vert.x, an answer of the same length from memory."));
  }

  private void million() throws IOException, InterruptedException {
    var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), HEAP, "-cp",
        System.getProperty("java.class.path"), MillionSeries.class.getName(), Integer.toString(MANY))
        .redirectError(Redirect.INHERIT).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      rows.add(List.of("1,000,000 series in 3 GiB of heap", "does not fit", ""));
      return;
    }
    var figures = said.split(" ");
    rows.add(
        List.of("a series with its name, bytes", Section.number(Double.parseDouble(figures[0])), "goal 2,048 without"));
    rows.add(List.of("1,000,000 series: taking a bucket of each", Section.number(Double.parseDouble(figures[1])) + " s",
        "of 300 s"));
    rows.add(
        List.of("1,000,000 series: judging each", Section.number(Double.parseDouble(figures[2])) + " s", "of 300 s"));
    rows.add(List.of("a young series (5 counts) with its name, bytes",
        Section.number(Double.parseDouble(figures[3])), ""));
    rows.add(List.of("1,000,000 young series: judging each", Section.number(Double.parseDouble(figures[4])) + " s",
        "of 300 s"));
  }

  private void calmDay(Whereabouts place, Instant now) throws IOException, InterruptedException {
    var random = new Random(7);
    var events = new ArrayList<String>();
    for (int hashtag = 0; hashtag < HASHTAGS; hashtag++) {
      for (int step = 288; step > 3; step--) {
        events.add(event(hashtag, now.minus(Duration.ofMinutes(5L * step)), 8 + random.nextInt(5)));
      }
    }
    send(place, events);
  }

  private void listen(Whereabouts place, Instant now) throws IOException, InterruptedException {
    try (var listeners = new StreamListeners(place.trend(), place.key(), LISTENERS)) {
      var burst = new ArrayList<String>();
      for (int hashtag = 0; hashtag < BURSTING; hashtag++) {
        for (int step = 30; step > 0; step--) {
          burst.add(event(hashtag, now.minus(Duration.ofSeconds(30L * step)), 60 + hashtag));
        }
      }
      send(place, burst);
      long began = System.nanoTime();
      var told = listeners.told();
      while (told.count() == 0) {
        if (System.nanoTime() - began > PATIENCE.toNanos()) {
          rows.add(List.of(LISTENERS + " listeners: all have heard", "never", ""));
          return;
        }
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        told = listeners.told();
      }
      rows.add(List.of(LISTENERS + " listeners: the first has heard until the last has",
          Section.number(told.percentile(1)) + " ms", "median " + Section.number(told.percentile(0.5)) + " ms"));
    }
  }

  private void boards(Whereabouts place) throws Exception {
    var ours = new Asking(place.trend(), "/v1/trends?window=1h", place.key(), CLIENTS).run(WARM_UP, MEASURED);
    var floor = floor(ours.bytes());
    rows.add(List.of("board of " + Section.number(ours.bytes()) + " bytes: p99", Section.number(ours.p99()) + " ms",
        "goal 3 ms; floor " + Section.number(floor.p99()) + " ms"));
    rows.add(List.of("board: requests/s", Section.number(ours.requestsPerSecond()),
        Section.number(ours.requestsPerSecond() / floor.requestsPerSecond()) + " × floor ("
            + Section.number(floor.requestsPerSecond()) + "); goal 0.3"));
  }

  private static Asking.Result floor(int bytes) throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx384m",
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
        System.getProperty("java.class.path"), Floor.class.getName(), Integer.toString(port), Integer.toString(bytes))
        .redirectOutput(Redirect.DISCARD).redirectError(Redirect.INHERIT).start();
    try {
      while (!answers(port)) {
        if (!process.isAlive()) {
          throw new IllegalStateException("the reference server did not start");
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      return new Asking(URI.create("http://127.0.0.1:" + port), "/", "none", CLIENTS).run(WARM_UP, MEASURED);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static boolean answers(int port) {
    try (var socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String event(int hashtag, Instant time, int mentions) {
    return "{\"specversion\":\"1.0\",\"id\":\"" + hashtag + "-" + time + "\",\"source\":\"bench/insight\",\"type\":"
        + "\"metric.observed\",\"time\":\"" + time + "\",\"subject\":\"hashtag/h" + hashtag + "\",\"platform\":\"x\","
        + "\"data\":{\"metrics\":{\"mentions\":" + mentions + "}}}";
  }

  private void send(Whereabouts place, List<String> events) throws IOException, InterruptedException {
    for (int from = 0; from < events.size(); from += 100) {
      var batch = events.subList(from, Math.min(events.size(), from + 100));
      var reply = client.send(HttpRequest.newBuilder(place.ingest().resolve("/v1/events"))
          .header("Authorization", "Bearer " + place.key())
          .header("Content-Type", "application/cloudevents-batch+json")
          .POST(BodyPublishers.ofString("[" + String.join(",", batch) + "]"))
          .build(), BodyHandlers.ofString());
      if (reply.statusCode() != 200 || !reply.body().contains("\"rejected\":0")) {
        throw new IOException("answered " + reply.statusCode() + ": " + reply.body());
      }
    }
  }
}

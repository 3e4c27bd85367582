package io.groundswell.proof.bench;

import io.groundswell.contract.Lane;
import io.groundswell.proof.faults.Scene;
import io.groundswell.proof.faults.Victim;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// HTTP to Kafka: how many events a second the edge takes, beside an HTTP server that only parses, and beside itself
/// with everything on: many keys with quotas of their own, events that come twice, and the readers that recognise them.
final class IngestBench {

  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration CELL = Duration.ofSeconds(10);
  /// Of each batch size, and once more with everything on: a JVM that has just started is busy with its compiler.
  private static final Duration FIRST_WARM_UP = Duration.ofSeconds(20);
  private static final int REFERENCE_RECORDS = 2_000_000;
  private static final int KEYS = 16;
  /// One request in ten is sent twice.
  private static final int AGAIN = 10;
  /// A quota that is counted, and never used up.
  private static final int AMPLE = 100_000_000;

  private static final List<Victim> READERS = List.of(Victim.METRICS, Victim.TREND);

  private final Consumer<String> progress;
  private final List<Integer> batches;
  private final List<Integer> connections;

  IngestBench(Consumer<String> progress, List<Integer> batches, List<Integer> connections) {
    this.progress = progress;
    this.batches = batches;
    this.connections = connections;
  }

  Section run() throws IOException, InterruptedException {
    var rows = new ArrayList<List<String>>();
    var notes = new ArrayList<String>();
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT); var floor = floor()) {
      var scene = new Scene(sandbox);
      // The peers were measured without a reader, so ours pause.
      Machine.signal("STOP", scene.pid(Victim.METRICS));
      Machine.signal("STOP", scene.pid(Victim.TREND));
      try {
        var place = scene.whereabouts();
        var keys = keys(place.ingest(), place.key());
        warmUp(scene, keys, floor);
        for (int batch : batches) {
          for (int lines : connections) {
            var parsed = load(floor.address(), "none", batch, lines).run(WARM_UP, CELL);
            var edge = load(place.ingest(), place.key(), batch, lines).run(WARM_UP, CELL);
            var all = everything(scene, keys, batch, lines, WARM_UP, CELL);
            progress.accept(String.format(Locale.ROOT, "%d x %d: floor %s, edge %s, with everything on %s events/s",
                batch, lines, Section.number(parsed.eventsPerSecond()), Section.number(edge.eventsPerSecond()),
                Section.number(all.eventsPerSecond())));
            rows.add(List.of(batch + " × " + lines, cell(parsed), cell(edge),
                Section.number(edge.eventsPerSecond() / parsed.eventsPerSecond()), cell(all),
                Section.number(all.eventsPerSecond() / edge.eventsPerSecond()),
                Long.toString(edge.failures() + all.failures())));
            if (edge.failures() > 0) {
              notes.add(batch + " × " + lines + ", the first answer that did not accept: " + edge.example());
            }
            if (all.failures() > 0) {
              notes.add(batch + " × " + lines + " with everything on, the first answer that did not accept: "
                  + all.example());
            }
          }
        }
        for (var compression : List.of("none", "lz4")) {
          double rate = Producing.recordsPerSecond(place.bootstrapServers(), Lane.LIVE.topic(), compression,
              REFERENCE_RECORDS);
          notes.add("Kafka alone, one producer, acks=all, idempotent, compression " + compression + ": "
              + Section.number(rate) + " records/s.");
        }
      } finally {
        Machine.signal("CONT", scene.pid(Victim.METRICS));
        Machine.signal("CONT", scene.pid(Victim.TREND));
      }
    }
    notes.addFirst(
        "Events of " + EventBytes.SIZE + " bytes; a reply follows the broker's acknowledgement. Events/s, in brackets "
            + "p99 in ms of a request. The readers are paused. Floor: Vert.x, typed Jackson parse, no Kafka.");
    notes.add(1, "Everything on: " + KEYS + " keys with quotas of their own, every " + AGAIN + "th request sent twice, "
        + "and the readers at work on the same processors, deduplicating.");
    return new Section("Ingest", List.of("batch × connections", "floor", "edge", "edge / floor", "everything on",
        "on / edge", "failures"), rows, notes);
  }

  private static Load.Result everything(Scene scene, List<String> keys, int batch, int connections,
      Duration warmUp, Duration measured) throws IOException, InterruptedException {
    for (var reader : READERS) {
      Machine.signal("CONT", scene.pid(reader));
    }
    try {
      return new Load(scene.whereabouts().ingest(), "/v1/events", keys, batch, connections,
          InstantSource.system().instant(), Double.POSITIVE_INFINITY, AGAIN).run(warmUp, measured);
    } finally {
      for (var reader : READERS) {
        Machine.signal("STOP", scene.pid(reader));
      }
    }
  }

  private static List<String> keys(URI edge, String admin) throws IOException, InterruptedException {
    var keys = new ArrayList<String>();
    for (int each = 0; each < KEYS; each++) {
      keys.add(OverloadBench.key(edge, admin, AMPLE));
    }
    return keys;
  }

  private void warmUp(Scene scene, List<String> keys, Parser floor) throws IOException, InterruptedException {
    progress.accept("warming up");
    var place = scene.whereabouts();
    for (int batch : batches) {
      load(floor.address(), "none", batch, 64).run(Duration.ZERO, FIRST_WARM_UP.dividedBy(batches.size()));
      load(place.ingest(), place.key(), batch, 64).run(Duration.ZERO, FIRST_WARM_UP);
    }
    everything(scene, keys, 10, 64, Duration.ZERO, FIRST_WARM_UP);
  }

  private static Load load(URI target, String key, int batch, int connections) {
    return new Load(target, "/v1/events", key, batch, connections, InstantSource.system().instant(),
        Double.POSITIVE_INFINITY);
  }

  /// The server that only parses, in a process of its own.
  private record Parser(Process process, URI address) implements AutoCloseable {

    @Override
    public void close() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  private static Parser floor() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx384m",
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
        System.getProperty("java.class.path"), Floor.class.getName(), Integer.toString(port))
        .redirectOutput(Redirect.DISCARD).redirectError(Redirect.INHERIT).start();
    awaitPort(port, process);
    return new Parser(process, URI.create("http://127.0.0.1:" + port));
  }

  private static void awaitPort(int port, Process process) {
    while (process.isAlive()) {
      try (var socket = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
    throw new IllegalStateException("the reference server did not start");
  }

  private static String cell(Load.Result result) {
    return Section.number(result.eventsPerSecond()) + " (" + Section.number(result.p99()) + ")";
  }
}

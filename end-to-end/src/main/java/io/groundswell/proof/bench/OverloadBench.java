package io.groundswell.proof.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.faults.Scene;
import io.groundswell.proof.faults.Victim;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// A sender that sends more than its key may, and what another one notices of it, and of clients that take their time.
final class OverloadBench {

  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration CELL = Duration.ofSeconds(10);
  private static final int ALLOWED = 20_000;
  private static final List<Integer> OFFERED = List.of(ALLOWED * 9 / 10, 2 * ALLOWED, 5 * ALLOWED);
  private static final int BATCH = 10;
  private static final int CONNECTIONS = 64;
  private static final int OTHERS = 1_000;
  private static final int AMPLE = 100_000_000;
  private static final int SLOW = 200;
  private static final String NOBODY = "–";

  private final Consumer<String> progress;
  private final List<List<String>> rows = new ArrayList<>();

  OverloadBench(Consumer<String> progress) {
    this.progress = progress;
  }

  Section run() throws Exception {
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT)) {
      var scene = new Scene(sandbox);
      // What is measured is the edge.
      Machine.signal("STOP", scene.pid(Victim.METRICS));
      Machine.signal("STOP", scene.pid(Victim.TREND));
      try {
        measure(scene.whereabouts());
      } finally {
        Machine.signal("CONT", scene.pid(Victim.METRICS));
        Machine.signal("CONT", scene.pid(Victim.TREND));
      }
    }
    return new Section("Overload", List.of("sent, events/s", "beside", "accepted, events/s", "p50 ms", "p99 ms",
        "refused, requests/s"), rows,
        List.of("A key that may send " + Section.number(ALLOWED) + " events/s sends batches of " + BATCH + " over "
            + CONNECTIONS + " connections; another one sends " + Section.number(OTHERS)
            + " single events/s. p50 and p99 are those of accepted requests. The readers are paused."));
  }

  private void measure(Whereabouts place) throws Exception {
    var limited = key(place.ingest(), place.key(), ALLOWED);
    var other = key(place.ingest(), place.key(), AMPLE);
    progress.accept("warming up");
    load(place, other, BATCH, CONNECTIONS, ALLOWED).run(Duration.ZERO, CELL);
    for (int offered : OFFERED) {
      note(offered, NOBODY, load(place, limited, BATCH, CONNECTIONS, offered).run(WARM_UP, CELL));
    }
    var quiet = load(place, other, 1, 16, OTHERS);
    note(OTHERS, NOBODY, quiet.run(WARM_UP, CELL));
    int most = OFFERED.getLast();
    var loud = load(place, limited, BATCH, CONNECTIONS, most);
    try (var thread = Executors.newSingleThreadExecutor()) {
      Future<Load.Result> beside = thread.submit(() -> loud.run(Duration.ZERO, WARM_UP.plus(CELL)));
      note(OTHERS, "the one that sends " + Section.number(most), quiet.run(WARM_UP, CELL));
      beside.get();
    }
    try (var slow = SlowClients.connect(place.ingest(), limited, SLOW)) {
      note(OTHERS, SLOW + " clients, a byte at a time", quiet.run(WARM_UP, CELL));
    }
  }

  private void note(int offered, String beside, Load.Result result) {
    if (result.failures() > 0 && !result.example().startsWith("HTTP/1.1 429")) {
      throw new IllegalStateException("neither accepted nor told to wait: " + result.example());
    }
    var row = List.of(Section.number(offered), beside, Section.number(result.eventsPerSecond()),
        Section.number(result.p50()), Section.number(result.p99()),
        Section.number(result.failures() / (double) CELL.toSeconds()));
    progress.accept(String.join(" | ", row));
    rows.add(row);
  }

  private static Load load(Whereabouts place, String key, int batch, int connections, int perSecond) {
    return new Load(place.ingest(), "/v1/events", key, batch, connections, InstantSource.system().instant(), perSecond);
  }

  /// A new key.
  ///
  /// @param perSecond events that it may send
  static String key(URI edge, String admin, int perSecond) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var wish = "{\"name\": \"" + UUID.randomUUID() + "\", \"kind\": \"write\", \"rateLimit\": " + perSecond + "}";
      var made = client.send(HttpRequest.newBuilder(edge.resolve("/v1/keys")).header("X-API-Key", admin)
          .header("Content-Type", "application/json").POST(BodyPublishers.ofString(wish)).build(),
          BodyHandlers.ofString());
      return new ObjectMapper().readTree(made.body()).required("secret").asText();
    }
  }
}

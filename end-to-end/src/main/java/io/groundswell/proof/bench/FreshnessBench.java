package io.groundswell.proof.bench;

import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.faults.Scene;
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
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// From the moment an event is sent until `GET /v1/series` shows it, while others are sent at a steady rate.
final class FreshnessBench {

  /// The compilers of five JVMs are at work for two minutes, and on two cores an event waits for them.
  private static final List<Row> ROWS = List.of(new Row(1_000, Duration.ofSeconds(8), ", just started"),
      new Row(1_000, Duration.ofSeconds(120), ""), new Row(5_000, Duration.ofSeconds(30), ""));
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final int SUBJECTS = 10;
  private static final int PROBERS = 2;
  /// Whoever asks without a pause takes the cores from what is measured.
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// @param rate of the others, events a second
  /// @param warmUp before anything counts
  /// @param what to say of it
  private record Row(int rate, Duration warmUp, String what) {
  }

  private final Consumer<String> progress;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  FreshnessBench(Consumer<String> progress) {
    this.progress = progress;
  }

  Section run() throws IOException, InterruptedException, ExecutionException {
    var rows = new ArrayList<List<String>>();
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT);
        var threads = Executors.newSingleThreadExecutor()) {
      var place = new Scene(sandbox).whereabouts();
      for (int i = 0; i < ROWS.size(); i++) {
        var row = ROWS.get(i);
        var load = load(place, row.rate());
        Future<Load.Result> sending = threads.submit(() -> load.run(row.warmUp(), MEASURED));
        var samples = probe(place, Integer.toString(i), row.warmUp());
        var sent = sending.get();
        progress.accept(String.format(Locale.ROOT, "%d events/s%s: p50 %s ms, p99 %s ms", row.rate(), row.what(),
            Section.number(samples.percentile(0.5)),
            Section.number(samples.percentile(0.99))));
        rows.add(List.of(Section.number(sent.eventsPerSecond()) + row.what(), Integer.toString(samples.count()),
            Section.number(samples.percentile(0.5)), Section.number(samples.percentile(0.99)),
            Section.number(samples.percentile(1))));
      }
    }
    return new Section("Freshness", List.of("events/s beside", "probes", "p50 ms", "p99 ms", "max ms"), rows,
        List.of(
            "From sending an event until the series shows it, looking every "
                + BETWEEN_LOOKS.toMillis()
                + " ms; so the request in, Kafka, the transaction, and the request out are all "
                + "inside. All services run, in batches of 10. Just started: the first seconds of new processes and an empty "
                + "database; the row below it, two minutes later."));
  }

  /// How fresh events are now, beside a thousand a second.
  Samples beside(Whereabouts place, String name) throws IOException, InterruptedException, ExecutionException {
    var row = ROWS.getFirst();
    try (var threads = Executors.newSingleThreadExecutor()) {
      var load = load(place, row.rate());
      var sending = threads.submit(() -> load.run(row.warmUp(), MEASURED));
      var samples = probe(place, name, row.warmUp());
      sending.get();
      return samples;
    }
  }

  private static Load load(Whereabouts place, int rate) {
    return new Load(place.ingest(), "/v1/events", place.key(), 10, 16, InstantSource.system().instant(), rate);
  }

  private Samples probe(Whereabouts place, String name, Duration warmUp)
      throws InterruptedException, ExecutionException {
    var samples = new Samples();
    try (var threads = Executors.newFixedThreadPool(PROBERS)) {
      var probers = new ArrayList<Callable<List<Long>>>();
      for (int i = 0; i < PROBERS; i++) {
        var own = name + "-" + i;
        probers.add(() -> probes(place, own, warmUp));
      }
      for (var prober : threads.invokeAll(probers)) {
        prober.get().forEach(samples::add);
      }
    }
    return samples;
  }

  /// Probes take turns on a few subjects, as posts get their likes: a subject that nobody has seen before costs a name
  /// on top.
  private List<Long> probes(Whereabouts place, String name, Duration warmUp)
      throws IOException, InterruptedException {
    var samples = new ArrayList<Long>();
    var time = InstantSource.system().instant();
    long began = System.nanoTime();
    for (int i = 0; System.nanoTime() - began < warmUp.plus(MEASURED).toNanos(); i++) {
      long took = once(place, "probe-" + name + "-" + i % SUBJECTS, i / SUBJECTS + 1, time);
      if (System.nanoTime() - began > warmUp.toNanos() && i >= SUBJECTS) {
        samples.add(took);
      }
    }
    return samples;
  }

  private long once(Whereabouts place, String subject, int turn, Instant time)
      throws IOException, InterruptedException {
    var event = "{\"specversion\":\"1.0\",\"id\":\"" + subject + "-" + turn
        + "\",\"source\":\"bench/probe\",\"type\":\"metric.observed\","
        + "\"time\":\"" + time + "\",\"subject\":\"post/" + subject
        + "\",\"platform\":\"x\",\"data\":{\"metrics\":{\"likes\":1}}}";
    long sent = System.nanoTime();
    var reply = client.send(request(place.ingest(), "/v1/events", place.key())
        .header("Content-Type", "application/cloudevents+json")
        .POST(BodyPublishers.ofString(event))
        .build(), BodyHandlers.ofString());
    if (reply.statusCode() != 202) {
      throw new IOException("a probe was answered " + reply.statusCode() + ": " + reply.body());
    }
    while (!isVisible(place, subject, turn, time)) {
      if (System.nanoTime() - sent > PATIENCE.toNanos()) {
        throw new IOException("a probe was not visible within " + PATIENCE.toSeconds() + " s");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    return System.nanoTime() - sent;
  }

  private boolean isVisible(Whereabouts place, String subject, int turn, Instant time)
      throws IOException, InterruptedException {
    var from = time.truncatedTo(ChronoUnit.HOURS);
    var path = "/v1/series/post/" + subject + "/likes?bucket=1h&from=" + from + "&to=" + from.plus(1, ChronoUnit.HOURS);
    var reply = client.send(request(place.metrics(), path, place.key()).build(), BodyHandlers.ofString());
    return reply.statusCode() == 200 && reply.body().contains("\"value\":" + turn + ",");
  }

  private static HttpRequest.Builder request(URI service, String path, String key) {
    return HttpRequest.newBuilder(service.resolve(path)).header("Authorization", "Bearer " + key);
  }
}

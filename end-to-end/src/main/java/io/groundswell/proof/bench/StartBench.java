package io.groundswell.proof.bench;

import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.faults.Scene;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import io.groundswell.sandbox.Service;
import io.groundswell.sandbox.backend.FreePort;
import io.groundswell.sandbox.child.JavaCommand;
import io.groundswell.sandbox.child.StartCache;
import io.groundswell.sandbox.child.StartCache.Use;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// How long each service takes from the start of its process until it is ready: one at a time, beside a system that is
/// up and has nothing to do, so that servers, tables and topics are there.
final class StartBench {

  private static final int STARTS = 7;
  private static final int GOAL_MILLIS = 1_500;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int PROBE_MILLIS = 500;
  /// As a pod's: 60 % of 640 MiB.
  private static final List<String> FLAGS = List.of("-Xms32m", "-Xmx384m");

  private final Consumer<String> progress;
  private final Path home = Path.of(System.getProperty("groundswell.home", "")).toAbsolutePath();

  StartBench(Consumer<String> progress) {
    this.progress = progress;
  }

  Section run() throws IOException, InterruptedException {
    var rows = new ArrayList<List<String>>();
    var directory = Files.createTempDirectory("groundswell-starts");
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT)) {
      var instance = sandbox.instance();
      var environment = environment(Scene.whereabouts(instance), instance.dataDir());
      for (var service : Service.values()) {
        var recorded = StartCache.of(home, Use.PLAY).flags(service.longName());
        var fast = recorded.isEmpty() ? new Samples() : starts(service, recorded, environment, directory);
        var plain = starts(service, List.of(), environment, directory);
        rows.add(List.of(service.longName(), Section.number(fast.percentile(0.5)), Section.number(fast.percentile(1)),
            Section.number(plain.percentile(0.5)), Section.number(plain.percentile(1))));
        progress.accept(service.longName() + ": " + Section.number(fast.percentile(0.5)) + " ms, without what was "
            + "recorded of a start " + Section.number(plain.percentile(0.5)) + " ms");
      }
    } finally {
      try (var files = Files.list(directory)) {
        for (var file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
    return new Section("Start", List.of("service", "ready after ms, median", "longest", "without start cache, median",
        "longest"), rows,
        List.of("From the start of the process until it says that it is ready, " + STARTS + " times each, one at a "
            + "time, beside a system that is up and idle. Goal: " + GOAL_MILLIS + " ms."));
  }

  private Samples starts(Service service, List<String> recorded, Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    var samples = new Samples();
    for (int i = 0; i < STARTS; i++) {
      samples.add(start(service, recorded, environment, directory));
    }
    return samples;
  }

  /// Nanoseconds until it is ready; then it is ended.
  private long start(Service service, List<String> recorded, Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    var flags = new ArrayList<>(FLAGS);
    flags.addAll(recorded);
    var lifeline = StartCache.of(home, Use.PLAY).classPathEntry("lifeline.jar", directory.resolve("lifeline.jar"));
    var jar = home.resolve(service.longName()).resolve("target/quarkus-app/quarkus-run.jar");
    var log = directory.resolve(service.longName() + ".log");
    int management = FreePort.any();
    var builder = new ProcessBuilder(JavaCommand.ofJar(jar, lifeline, flags)).redirectErrorStream(true)
        .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().putAll(Map.of("QUARKUS_HTTP_PORT", Integer.toString(FreePort.any()),
        "QUARKUS_MANAGEMENT_PORT", Integer.toString(management)));
    long began = System.nanoTime();
    var process = builder.start();
    try {
      while (!isReady(management)) {
        if (!process.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
          throw new IllegalStateException(service.longName() + " does not get ready: " + Files.readString(log));
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
      return System.nanoTime() - began;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static boolean isReady(int management) {
    try {
      var address = URI.create("http://127.0.0.1:" + management + "/q/health/ready").toURL();
      var connection = (HttpURLConnection) address.openConnection();
      connection.setConnectTimeout(PROBE_MILLIS);
      connection.setReadTimeout(PROBE_MILLIS);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static Map<String, String> environment(Whereabouts place, Path data) throws IOException {
    return Map.of(
        "GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", place.bootstrapServers(),
        "GROUNDSWELL_POSTGRES_URL", place.database().url().substring("jdbc:".length()),
        "GROUNDSWELL_POSTGRES_USER", place.database().user(),
        "GROUNDSWELL_POSTGRES_PASSWORD", place.database().password(),
        "GROUNDSWELL_ACCESS_PEPPER", Files.readString(data.resolve("pepper")).strip(),
        "QUARKUS_HTTP_HOST", "127.0.0.1",
        "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
        "QUARKUS_SHUTDOWN_DELAY", "0s");
  }
}

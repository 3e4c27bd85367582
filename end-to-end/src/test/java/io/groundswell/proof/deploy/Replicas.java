package io.groundswell.proof.deploy;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.Deployed;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Any number of processes of each service, and who of the edge's takes the next request: what a Deployment and a
/// Service do in a cluster. One that is to go is told so first, and gets requests until its readiness is gone.
final class Replicas implements AutoCloseable {

  static final List<String> SERVICES = List.of("ingest-service", "metrics-service", "trend-service");

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String READY = "{\"status\":\"UP\"";
  private static final Duration LOOK = Duration.ofMillis(100);

  private record Replica(Path home, Deployed deployed) {
  }

  private final Path home;
  private final Path directory;
  private final Map<String, String> environment;
  private final Map<String, Deque<Replica>> running = new HashMap<>();
  private final List<URI> edges = new CopyOnWriteArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  /// Of this build.
  ///
  /// @param environment of every process
  Replicas(Path directory, Map<String, String> environment) {
    this(SharedSystem.root(), directory, environment);
  }

  /// @param home where the packaged services are that [#scale] starts
  Replicas(Path home, Path directory, Map<String, String> environment) {
    this.home = home;
    this.directory = directory;
    this.environment = environment;
    SERVICES.forEach(service -> running.put(service, new ArrayDeque<>()));
  }

  /// Who takes the next request.
  URI edge() {
    var now = List.copyOf(edges);
    return now.get(Math.floorMod(next.getAndIncrement(), now.size()));
  }

  /// Starts or ends processes of every service, those first that run longest.
  void scale(int count) throws IOException, InterruptedException {
    for (var service : SERVICES) {
      while (running.get(service).size() < count) {
        start(service, home);
      }
      while (running.get(service).size() > count) {
        endOldest(service);
      }
    }
  }

  /// Another process in the place of each, one after the other, as a release does it.
  void roll() throws IOException, InterruptedException {
    roll(home);
  }

  /// The same with the services of another release.
  void roll(Path release) throws IOException, InterruptedException {
    for (var service : SERVICES) {
      roll(service, release);
    }
  }

  /// One service alone.
  void roll(String service, Path release) throws IOException, InterruptedException {
    int count = running.get(service).size();
    for (int i = 0; i < count; i++) {
      start(service, release);
      endOldest(service);
    }
  }

  /// The releases that run.
  Set<Path> homes() {
    return running.values().stream().flatMap(Deque::stream).map(Replica::home).collect(toSet());
  }

  boolean areReady() throws IOException, InterruptedException {
    for (var replicas : running.values()) {
      for (var replica : replicas) {
        if (!replica.deployed.isReady()) {
          return false;
        }
      }
    }
    return true;
  }

  private void start(String service, Path release) throws IOException {
    var replica = Deployed.start(release, service, directory, environment);
    running.get(service).addLast(new Replica(release, replica));
    await().atMost(PATIENCE).pollInterval(LOOK).until(replica::isReady);
    if (service.equals("ingest-service")) {
      edges.add(replica.uri());
    }
  }

  private void endOldest(String service) throws InterruptedException {
    var oldest = running.get(service).removeFirst().deployed;
    oldest.process().destroy();
    await().atMost(PATIENCE).pollInterval(LOOK)
        .until(() -> !oldest.process().isAlive() || !oldest.readiness().replaceAll("\\s", "").startsWith(READY));
    edges.remove(oldest.uri());
    oldest.process().waitFor();
    assertThat(oldest.process().exitValue()).as(service + " ended in order").isIn(0, 143);
  }

  @Override
  public void close() {
    running.values().forEach(replicas -> replicas.forEach(replica -> replica.deployed.process().destroy()));
    running.values().forEach(replicas -> replicas.forEach(replica -> replica.deployed.close()));
  }
}

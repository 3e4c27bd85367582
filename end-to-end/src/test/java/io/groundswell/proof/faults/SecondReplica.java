package io.groundswell.proof.faults;

import static org.awaitility.Awaitility.await;

import io.groundswell.proof.Deployed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;

/// A second metrics-service or trend-service beside a sandbox's, of which a [Zombie] can be made.
public final class SecondReplica implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String REFUSALS = "groundswell_consumer_fence_refusals_total{";

  private final Scene scene;
  private final Victim reader;
  private final Deployed deployed;

  private SecondReplica(Scene scene, Victim reader, Deployed deployed) {
    this.scene = scene;
    this.reader = reader;
    this.deployed = deployed;
  }

  /// Starts it, and does not wait.
  ///
  /// @param home where the packaged services are
  /// @param reader `METRICS` or `TREND`
  /// @param directory where it writes its log
  public static SecondReplica start(Scene scene, Path home, Victim reader, Path directory) throws IOException {
    var environment = new HashMap<>(scene.environment());
    // How long a zombie has to stand still before others get its partitions.
    environment.put("GROUNDSWELL_KAFKA_CLIENT__SESSION_TIMEOUT_MS_", "6000");
    // One partition is being stored, and the others of a zombie are in its hands.
    environment.put("GROUNDSWELL_EVENTLOG_LIVE_CONNECTIONS", "1");
    environment.put("GROUNDSWELL_FEED_CONNECTIONS", "1");
    return new SecondReplica(scene, reader, Deployed.start(home, reader.slug() + "-service", directory, environment));
  }

  public void awaitReadiness() {
    await().atMost(PATIENCE).until(deployed::isReady);
  }

  public Zombie zombie() {
    return new Zombie(scene, reader, deployed.process().pid(), this::refusals);
  }

  /// How often its fence has refused so far, because of whatever.
  double refusals() throws InterruptedException {
    return deployed.figures().lines().filter(line -> line.startsWith(REFUSALS))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
  }

  @Override
  public void close() {
    deployed.close();
  }
}

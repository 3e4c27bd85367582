package io.groundswell.testkit;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// The same servers in containers, by the official images, for who wants to see the tests pass on these:
/// `./groundswell test --backing containers`. They end with the JVM.
final class Containers {

  /// The system property that chooses them.
  static final String BACKING = "groundswell.backing";

  private static final String POSTGRES_IMAGE = System.getProperty("groundswell.backing.postgres", "postgres:18");
  private static final String KAFKA_IMAGE = System.getProperty("groundswell.backing.kafka", "apache/kafka:4.1.2");
  private static final int POSTGRES_PORT = 5432;
  private static final String PASSWORD = "of-a-test-in-a-container";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Containers() {
  }

  static boolean areChosen() {
    var backing = System.getProperty(BACKING, "processes");
    return switch (backing) {
      case "containers" -> true;
      case "processes", "" -> false;
      default -> throw new IllegalStateException("a backing is processes or containers, and not " + backing);
    };
  }

  /// Its address, as the only fact.
  static List<String> kafka() {
    requireEngine();
    // The broker tells clients where it is, so that has to be known before it starts.
    int port = freePort();
    var settings = Map.ofEntries(
        Map.entry("KAFKA_NODE_ID", "1"),
        Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
        Map.entry("KAFKA_LISTENERS", "PLAINTEXT://:" + port + ",CONTROLLER://:9093"),
        Map.entry("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:" + port),
        Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
        Map.entry("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
        Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093"),
        Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
        Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
        Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
        Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
        Map.entry("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1"),
        Map.entry("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1"),
        Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"));
    start(new GenericContainer<>(DockerImageName.parse(KAFKA_IMAGE)).withEnv(settings)
        .withExposedPorts(port)
        .withCreateContainerCmdModifier(create -> create.withHostConfig(bound(create.getHostConfig(), port)))
        .waitingFor(Wait.forListeningPort().withStartupTimeout(PATIENCE)));
    return List.of("127.0.0.1:" + port);
  }

  /// Its port, and the password of the superuser and of the login `groundswell`.
  static List<String> postgres() {
    requireEngine();
    var container = new GenericContainer<>(DockerImageName.parse(POSTGRES_IMAGE))
        .withEnv("POSTGRES_PASSWORD", PASSWORD)
        .withCommand("postgres", "-c", "max_connections=200", "-c", "timezone=UTC", "-c", "jit=off")
        .withExposedPorts(POSTGRES_PORT)
        // While it sets itself up, the image listens on no port.
        .waitingFor(Wait.forListeningPort().withStartupTimeout(PATIENCE));
    start(container);
    int port = container.getMappedPort(POSTGRES_PORT);
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    try (var connection = DriverManager.getConnection(url, "postgres", PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("CREATE ROLE groundswell LOGIN CREATEROLE PASSWORD '" + PASSWORD + "'");
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL in a container cannot be set up", e);
    }
    return List.of(Integer.toString(port), PASSWORD);
  }

  private static void start(GenericContainer<?> container) {
    Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "container-end"));
    container.start();
  }

  /// Whoever asks for containers gets them, or is told; never something else, and never nothing.
  private static void requireEngine() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new IllegalStateException("tests in containers need a container engine, and none answers: start one, or "
          + "name it by DOCKER_HOST");
    }
  }

  private static HostConfig bound(@Nullable HostConfig config, int port) {
    return (config == null ? new HostConfig() : config)
        .withPortBindings(new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", port), new ExposedPort(port)));
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

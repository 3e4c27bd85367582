package io.groundswell.sandbox.backend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// A Kafka broker that is a controller too, on the loopback interface, with its data in a directory of its own: alone,
/// or one of a cluster. A directory that was used before is taken up again with its topics and records.
public final class EmbeddedBroker implements AutoCloseable {

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /// Starts the broker and returns when it serves requests: 2 to 5 s on two cores.
  ///
  /// @param port the port to listen on, 0 for any free one
  /// @throws IllegalStateException where the directory cannot be formatted or the server does not start
  public static EmbeddedBroker start(Path directory, int port) {
    return start(directory, port, SecurityProtocol.PLAINTEXT, Map.of(), List.of());
  }

  /// The same with further settings by Kafka's names, such as another listener; they win over ours.
  public static EmbeddedBroker start(Path directory, int port, Map<String, String> settings) {
    return start(directory, port, SecurityProtocol.PLAINTEXT, settings, List.of());
  }

  /// The same for those who try a secured cluster.
  ///
  /// @param protocol which clients have to speak
  /// @param settings further ones of the broker, by Kafka's names
  /// @param users logins by SCRAM, made with a fresh directory: `SCRAM-SHA-512=[name=…,password=…]`
  public static EmbeddedBroker start(Path directory, int port, SecurityProtocol protocol, Map<String, String> settings,
      List<String> users) {
    return start(directory, port, protocol, ClusterMember.alone(clusterId(directory)), settings, users);
  }

  /// One of several, which agree among themselves on who leads what; it is not ready before most of them run.
  ///
  /// @param member who it is among them
  public static EmbeddedBroker start(Path directory, int port, ClusterMember member) {
    return start(directory, port, SecurityProtocol.PLAINTEXT, member, Map.of(), List.of());
  }

  private static EmbeddedBroker start(Path directory, int port, SecurityProtocol protocol, ClusterMember member,
      Map<String, String> settings, List<String> users) {
    int listener = FreePort.orElse(port);
    var config = config(directory, protocol.name, listener, member);
    config.putAll(settings);
    format(directory, member, users);
    var server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw new IllegalStateException("the broker does not start on port " + listener + " in " + directory, e);
    }
    return new EmbeddedBroker(server, listener);
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /// Hands over in an orderly way (controlled shutdown), so that the next start need not recover anything.
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path directory, ClusterMember member, List<String> users) {
    var log = new ByteArrayOutputStream();
    try (var printer = new PrintStream(log, true, StandardCharsets.UTF_8)) {
      Files.createDirectories(directory);
      new Formatter()
          .setPrintStream(printer)
          .setClusterId(member.cluster())
          .setNodeId(member.node())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(directory.toString())
          .addDirectory(directory.toString())
          .setIgnoreFormatted(true)
          .setScramArguments(users)
          .run();
    } catch (Exception e) {
      throw new IllegalStateException(
          "cannot format " + directory + " for Kafka: " + log.toString(StandardCharsets.UTF_8), e);
    }
  }

  /// A formatted directory belongs to one cluster for ever; the formatter refuses it under another id.
  private static String clusterId(Path directory) {
    var file = directory.resolve("meta.properties");
    if (Files.notExists(file)) {
      return Uuid.randomUuid().toString();
    }
    var properties = new Properties();
    try (var in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("cluster.id");
  }

  private static Map<String, String> config(Path directory, String protocol, int port, ClusterMember member) {
    var config = new HashMap<String, String>();
    config.put("process.roles", "broker,controller");
    config.put("node.id", Integer.toString(member.node()));
    config.put("controller.quorum.voters", member.voters());
    config.put("listeners", protocol + "://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + member.controllerPort());
    config.put("advertised.listeners", protocol + "://127.0.0.1:" + port);
    config.put("inter.broker.listener.name", protocol);
    config.put("controller.listener.names", "CONTROLLER");
    config.put("listener.security.protocol.map", protocol + ":" + protocol + ",CONTROLLER:PLAINTEXT");
    config.put("log.dirs", directory.toString());
    config.put("auto.create.topics.enable", "false");

    // Three copies where there are three brokers, and what one of them lacks is not acknowledged by it alone.
    var copies = Integer.toString(member.copies());
    var inSync = Integer.toString(member.copiesInSync());
    config.put("default.replication.factor", copies);
    config.put("min.insync.replicas", inSync);
    config.put("offsets.topic.replication.factor", copies);
    config.put("transaction.state.log.replication.factor", copies);
    config.put("transaction.state.log.min.isr", inSync);
    config.put("share.coordinator.state.topic.replication.factor", copies);
    config.put("share.coordinator.state.topic.min.isr", inSync);

    // Fast to start, small in memory: internal topics of few partitions, few threads, a cleaner that does not reserve
    // its default of 128 MB for the compaction of one small topic.
    config.put("offsets.topic.num.partitions", "4");
    config.put("transaction.state.log.num.partitions", "4");
    config.put("share.coordinator.state.topic.num.partitions", "4");
    config.put("num.network.threads", "2");
    config.put("num.io.threads", "4");
    config.put("background.threads", "4");
    config.put("num.recovery.threads.per.data.dir", "2");
    config.put("log.cleaner.dedupe.buffer.size", "4194304");
    config.put("group.initial.rebalance.delay.ms", "0");

    // After a kill the new broker waits until the session of its dead predecessor has run out, so a short session is a
    // short outage. Too short, and a machine under load loses its only broker for a moment: heartbeats come 10 a
    // session.
    config.put("broker.session.timeout.ms", "4000");
    config.put("broker.heartbeat.interval.ms", "400");
    return config;
  }
}

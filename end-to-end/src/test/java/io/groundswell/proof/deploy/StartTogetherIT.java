package io.groundswell.proof.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Lane;
import io.groundswell.proof.Deployed;
import io.groundswell.proof.SharedSystem;
import io.groundswell.sandbox.backend.EmbeddedBroker;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many replicas of each service and two operators begin at the same moment on a database and a broker that hold
/// nothing: each a process of its own, so that everything that is made at a first start is raced for, tables, topics,
/// the first key and the first partitions.
@Order(Integer.MAX_VALUE)
@Tag("long")
class StartTogetherIT {

  /// Of each service: ten are thirty processes, 200 MB each.
  private static final int REPLICAS = Integer.getInteger("groundswell.replicas", 10);
  private static final int ROUNDS = Integer.getInteger("groundswell.rounds", 1);
  private static final int OPERATORS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @TempDir
  Path directory;

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @Test
  void everythingIsMadeOnceAndNobodyFails() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      var place = Files.createDirectory(directory.resolve("round-" + round));
      try (var database = EmbeddedDatabase.start(place.resolve("postgres"), 0);
          var broker = EmbeddedBroker.start(place.resolve("kafka"), 0)) {
        startTogether(place, database, broker);
      }
      System.out.println("round " + round + ": " + REPLICAS + " of each service and " + OPERATORS + " operators");
    }
  }

  private static void startTogether(Path place, EmbeddedDatabase database, EmbeddedBroker broker) throws Exception {
    var operator = new Operator(place, database);
    var started = new ArrayList<Deployed>();
    try (var operators = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Program.Result> up = () -> operator.db("up", "--wait", Long.toString(PATIENCE.toSeconds()));
      var ups = Stream.generate(() -> operators.submit(up)).limit(OPERATORS).toList();
      var environment = environment(database, broker);
      for (int i = 0; i < REPLICAS; i++) {
        for (var service : Replicas.SERVICES) {
          started.add(Deployed.start(service, place, environment));
        }
      }
      for (var replica : started) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(replica::isReady);
      }
      for (var done : ups) {
        assertThat(done.get().exit()).as(done.get().output()).isZero();
      }
    } finally {
      started.forEach(replica -> replica.process().destroy());
      started.forEach(Deployed::close);
    }
    for (var replica : started) {
      assertThat(errors(replica)).as("errors in a log").isEmpty();
    }
    assertThat(made(database)).isEqualTo(new Made(1, 1, 0));
    assertThat(partitions(broker)).isEqualTo(Map.of(Lane.LIVE.topic(), Lane.PARTITIONS, Lane.BACKFILL.topic(),
        Lane.PARTITIONS));
    for (var question : List.of("status", "validate", "drift", "verify")) {
      var answer = operator.db(question);
      assertThat(answer.exit()).as(question + ": " + answer.output()).isZero();
    }
  }

  private static Map<String, String> environment(EmbeddedDatabase database, EmbeddedBroker broker) {
    var environment = UnderLoad.environment(database, broker.bootstrapServers());
    environment.put("GROUNDSWELL_ACCESS_BOOTSTRAP_KEY", ApiKey.generate(new SecureRandom()).text());
    // A database of a laptop has 200 connections for all of them. Who migrates takes three: the lock's, and Flyway's
    // two.
    environment.put("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "3");
    environment.put("QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE", "3");
    environment.put("QUARKUS_SHUTDOWN_DELAY", "0s");
    return environment;
  }

  private static List<String> errors(Deployed replica) throws IOException {
    return replica.log().lines().filter(line -> line.matches(".*\"level\":\"(ERROR|FATAL)\".*")).toList();
  }

  /// @param keys API keys
  /// @param organizations that there are
  /// @param twice migrations that stand in the registry more than once
  private record Made(int keys, int organizations, int twice) {
  }

  private static Made made(EmbeddedDatabase database) throws SQLException {
    try (var connection = database.connectAsSuperuser(EmbeddedDatabase.NAME);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("""
            SELECT (SELECT count(*) FROM analytics.api_keys), (SELECT count(*) FROM analytics.organizations),
              (SELECT count(*) FROM (SELECT FROM analytics.migration_registry GROUP BY service, version
                HAVING count(*) > 1) AS repeated)""")) {
      rows.next();
      return new Made(rows.getInt(1), rows.getInt(2), rows.getInt(3));
    }
  }

  /// Of the topics that the edge makes.
  private static Map<String, Integer> partitions(EmbeddedBroker broker) throws Exception {
    try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      var topics = admin.describeTopics(List.of(Lane.LIVE.topic(), Lane.BACKFILL.topic())).allTopicNames().get();
      return topics.values().stream().collect(toMap(topic -> topic.name(),
          topic -> topic.partitions().size()));
    }
  }
}

package io.groundswell.proof.sharpness;

import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.proof.check.Database;
import io.groundswell.proof.check.Rest;
import io.groundswell.proof.faults.Scene;
import io.groundswell.proof.faults.SecondReplica;
import io.groundswell.proof.faults.Signals;
import io.groundswell.proof.faults.Victim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What happens to a system while events flow, or afterwards. A sound one withstands all of it.
enum Trouble {

  /// Nothing but what senders do anyway: some send twice.
  NONE {
    @Override
    void strike(Stage stage) {
      // That is all.
    }
  },

  /// metrics-service is killed in the moment in which it is storing.
  METRICS_KILLED_WHILE_STORING {
    @Override
    void strike(Stage stage) throws SQLException {
      awaitStoring(stage.scene().whereabouts().database());
      kill(stage.scene().pid(Victim.METRICS));
    }
  },

  /// The broker stands still, the edge takes what comes meanwhile and is killed.
  EDGE_KILLED_BEFORE_A_FROZEN_BROKER {
    @Override
    void strike(Stage stage) throws IOException, InterruptedException {
      var scene = stage.scene();
      long broker = scene.pid(Victim.BROKER);
      Signals.send("STOP", broker);
      LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos());
      kill(scene.pid(Victim.INGEST));
      Signals.send("CONT", broker);
    }
  },

  /// metrics-service may not write its rows for a while, in which it tries to: an outage, not bad data.
  RIGHTS_TAKEN_FOR_A_WHILE {
    @Override
    void strike(Stage stage) throws IOException, SQLException {
      var scene = stage.scene();
      var database = scene.whereabouts().database();
      run(database, "REVOKE INSERT ON analytics.time_series_metrics FROM groundswell_metrics");
      awaitRefusal(scene, "time_series_metrics");
      // Whoever takes it for bad data narrows it down to single rows, and commits in the end.
      LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
      run(database, "GRANT INSERT ON analytics.time_series_metrics TO groundswell_metrics");
    }
  },

  /// Every partition gets records that can be read, and that PostgreSQL refuses: by a constraint, since the edge and
  /// the readers of the topic refuse everything that PostgreSQL refuses by itself.
  POISON {
    @Override
    void strike(Stage stage) throws SQLException, InterruptedException {
      var scene = stage.scene();
      run(scene.whereabouts().database(), "ALTER TABLE analytics.analytics_events "
          + "ADD CONSTRAINT no_poison CHECK (event_type <> 'poison.sent') NOT VALID");
      var settings = Map.<String, Object>of("bootstrap.servers", scene.whereabouts().bootstrapServers(), "acks", "all");
      try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
        var topic = Lane.LIVE.topic();
        int partitions = producer.partitionsFor(topic).size();
        for (int i = 0; i < partitions * 4; i++) {
          var now = Instant.now();
          var value = "{\"specversion\":\"1.0\",\"id\":\"poison-" + i
              + "\",\"source\":\"poison\",\"type\":\"poison.sent\",\"time\":\""
              + now + "\",\"subject\":\"post/p" + i + "\",\"platform\":\"x\",\"organization\":\"1\",\"receivedtime\":\""
              + now
              + "\",\"schemaversion\":\"1\",\"data\":{}}";
          producer.send(new ProducerRecord<>(topic, i % partitions, ("1/post/p" + i).getBytes(StandardCharsets.UTF_8),
              value.getBytes(StandardCharsets.UTF_8))).get();
          LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
      } catch (ExecutionException refused) {
        throw new IllegalStateException(refused);
      }
    }
  },

  /// A second metrics-service becomes a zombie, which goes on before it can hear that its partitions are another's.
  ZOMBIE {
    @Override
    void strike(Stage stage) throws IOException, SQLException, InterruptedException {
      try (var replica = SecondReplica.start(stage.scene(), stage.home(), Victim.METRICS, stage.directory())) {
        replica.awaitReadiness();
        replica.zombie().strike();
      }
    }
  },

  /// metrics-service starts anew, and may not claim its partitions for a while: an outage.
  NO_RIGHT_TO_CLAIM_FOR_A_WHILE {
    @Override
    void strike(Stage stage) throws IOException, SQLException {
      var database = stage.scene().whereabouts().database();
      kill(stage.scene().pid(Victim.METRICS));
      run(database, "REVOKE UPDATE ON analytics.consumer_offset FROM groundswell_metrics");
      awaitRefusal(stage.scene(), "consumer_offset");
      run(database, "GRANT UPDATE ON analytics.consumer_offset TO groundswell_metrics");
    }
  },

  /// The live topic gets another partition, as `docs/scaling.md` has it: behind a drained one. There are records on it
  /// before its readers have noticed it.
  PARTITION_ADDED {
    @Override
    void strike(Stage stage) throws InterruptedException, ExecutionException {
      var place = stage.scene().whereabouts();
      long edge = stage.scene().pid(Victim.INGEST);
      Signals.send("STOP", edge);
      Rest.await(place.database(), place.bootstrapServers(), Duration.ofSeconds(60));
      var settings = Map.<String, Object>of("bootstrap.servers", place.bootstrapServers());
      var topic = Lane.LIVE.topic();
      try (var admin = Admin.create(settings);
          var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
        int added = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(added + 1))).all().get();
        await().atMost(Duration.ofSeconds(60)).until(() -> producer.partitionsFor(topic).size() > added);
        for (int i = 0; i < 10; i++) {
          producer.send(new ProducerRecord<>(topic, added, null, "not an event".getBytes(StandardCharsets.UTF_8)))
              .get();
        }
      }
      // It comes back knowing the new partition.
      kill(edge);
    }
  },

  /// A day of history goes into the archive while its disk spoils what is written, and comes back.
  BAD_DISK_UNDER_THE_ARCHIVE {
    @Override
    void strike(Stage stage) throws IOException, SQLException, InterruptedException {
      new BadDisk(stage.scene(), stage.history()).archiveAndRestore();
    }

    @Override
    boolean isLate() {
      return true;
    }
  };

  abstract void strike(Stage stage) throws Exception;

  /// Whether it comes when all is sent and stored.
  boolean isLate() {
    return false;
  }

  /// Returns in the moment in which a batch was stored. One that has just started may take longer for its first than a
  /// trouble lasts. Where nothing more comes to be stored, the trouble strikes all the same.
  private static void awaitStoring(Database database) throws SQLException {
    long before = position(database);
    long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (position(database) == before && System.nanoTime() < patience) {
      Thread.onSpinWait();
    }
  }

  private static long position(Database database) throws SQLException {
    return number(database, "SELECT coalesce(sum(next_offset), 0) FROM analytics.consumer_offset");
  }

  private static long number(Database database, String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /// Returns when the database has said in its log that it refused a row. Its counters would tell less: others are
  /// rolled back too.
  private static void awaitRefusal(Scene scene, String table) throws IOException {
    var refusal = "permission denied for table " + table;
    long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!scene.databaseLog().contains(refusal)) {
      if (System.nanoTime() > patience) {
        throw new IllegalStateException("metrics-service did not ask for " + table + " while it had no right to");
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private static void run(Database database, String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}

package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.proof.check.Rest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/// A record that was set aside, patched and sent again by hand.
class ReplayedRecordIT {

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);
  private final String name = "replayed-" + UUID.randomUUID();

  @Test
  void aReplayedRecordIsCountedOnceByEveryServiceAndTheBooksClose() throws Exception {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    send(
        """
        {"specversion":"1.0","id":"one","source":"%s","type":"metric.observed","time":"%s","subject":"post/%s",\
        "platform":"x","organization":"1","receivedtime":"%s","schemaversion":"1","data":{"metrics":{"likes":"seven"}}}"""
            .formatted(name, now, name, now));
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(60));
    var id = text("SELECT id FROM analytics.quarantine WHERE key = '1/post/" + name + "'::bytea");

    var run = Command.run("quarantine", "replay", id, "--data-dir", SharedSystem.dataDirectory().toString(), "--patch",
        "{\"data\":{\"metrics\":{\"likes\":7}}}", "--reason", "likes were spelled out");

    assertThat(run.exit()).as(run.errors()).isZero();
    assertThat(run.output()).contains(id + ": stored");
    var day = now.truncatedTo(ChronoUnit.DAYS);
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(caller.series("post/" + name, "likes", "1d",
        day.toString(), day.plus(1, ChronoUnit.DAYS).toString()).path("points").path(0).path("value").asInt())
        .isEqualTo(7));
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(60));
    assertThat(text("SELECT sum(total) || ' ' || sum(events) FROM analytics.trend_bucket WHERE subject_id = '" + name
        + "'")).isEqualTo("7 1");
    assertThat(text("SELECT sum(replayed) || ' ' || sum(stored) || ' ' || sum(quarantined) FROM analytics.accounting "
        + "WHERE source = '" + name + "'")).isEqualTo("1 1 1");
    assertThat(caller.get(system.metrics(), "/v1/accounting").json().path("balanced").asBoolean()).isTrue();
  }

  private void send(String value) throws Exception {
    var key = ("1/post/" + name).getBytes(StandardCharsets.UTF_8);
    var settings = Map.<String, Object>of("bootstrap.servers", system.bootstrapServers(), "acks", "all");
    try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      var topic = Lane.LIVE.topic();
      int partition = Slot.partition(Slot.of(key), producer.partitionsFor(topic).size());
      producer.send(new ProducerRecord<>(topic, partition, key, value.getBytes(StandardCharsets.UTF_8))).get();
    }
  }

  private String text(String sql) throws SQLException {
    try (var connection = system.database().connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }
}

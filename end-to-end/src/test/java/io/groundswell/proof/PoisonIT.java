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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Records that never went through the edge, written straight onto the topic.
class PoisonIT {

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);

  @Test
  void poisonDoesNotBlockAndLandsInQuarantineWithItsReason() throws Exception {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var good = """
        {"specversion":"1.0","id":"poison-%s","source":"poison","type":"metric.observed","time":"%s",\
        "subject":"post/poisoned","platform":"x","organization":"1","receivedtime":"%s","schemaversion":"1",\
        "data":{"metrics":{"likes":1}}}""";
    Map<String, String> poison = new LinkedHashMap<>();
    poison.put("not JSON", "this is not JSON");
    poison.put("half of it", "{\"specversion\":\"1.0\"");
    poison.put("no event", "{}");
    poison.put("nobody's", good.formatted("nobody", now, now).replace("\"organization\":\"1\",", ""));
    poison.put("U+0000", good.formatted("nul\\u0000", now, now));
    poison.put("a lone surrogate", good.formatted("half\\ud83d", now, now));
    poison.put("1e400", good.formatted("huge", now, now).replace("\"likes\":1", "\"likes\":1e400"));
    poison.put("a day without partition", good.formatted("old", "1999-01-01T00:00:00Z", now));
    poison.put("a number that PostgreSQL cannot write out",
        good.formatted("tiny", now, now).replace("metric.observed", "page.viewed")
            .replace("\"likes\":1", "\"likes\":1e-20000"));
    poison.put("a row that PostgreSQL refuses",
        good.formatted("refused", now, now).replace("metric.observed", "poison.sent"));
    long before = quarantined();
    run("ALTER TABLE analytics.analytics_events ADD CONSTRAINT no_poison CHECK (event_type <> 'poison.sent') NOT VALID");
    try {
      sendAndLook(now, good, poison, before);
    } finally {
      run("ALTER TABLE analytics.analytics_events DROP CONSTRAINT no_poison");
    }
  }

  private void sendAndLook(Instant now, String good, Map<String, String> poison, long before) throws Exception {
    send(null);
    for (var value : poison.values()) {
      send(good.formatted("before-" + Math.abs(value.hashCode()), now, now));
      send(value);
    }
    send(good.formatted("after", now, now));

    var from = now.truncatedTo(ChronoUnit.DAYS);
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      var series =
          caller.series("post/poisoned", "likes", "1d", from.toString(), from.plus(1, ChronoUnit.DAYS).toString());
      assertThat(series.path("points").path(0).path("value").asInt()).isEqualTo(poison.size() + 1);
    });
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(30));
    assertThat(quarantined() - before).isEqualTo(poison.size() + 1);
    assertThat(reasons()).contains("not_json", "missing_attribute", "invalid_text", "number_out_of_range",
        "refused_by_database");
  }

  /// All onto the partition of one subject, so that they would block each other if anything did.
  private void send(@Nullable String value) throws Exception {
    var key = "1/post/poisoned".getBytes(StandardCharsets.UTF_8);
    var settings = Map.<String, Object>of("bootstrap.servers", system.bootstrapServers(), "acks", "all");
    try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      var topic = Lane.LIVE.topic();
      int partition = Slot.partition(Slot.of(key), producer.partitionsFor(topic).size());
      producer.send(new ProducerRecord<>(topic, partition, key, value == null ? null
          : value.getBytes(StandardCharsets.UTF_8))).get();
    }
  }

  private void run(String sql) throws SQLException {
    try (var connection = system.database().connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long quarantined() throws SQLException {
    try (var connection = system.database().connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM analytics.quarantine")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private List<String> reasons() throws SQLException {
    try (var connection = system.database().connect(); var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT coalesce(array_agg(DISTINCT reason), '{}') FROM analytics.quarantine")) {
      rows.next();
      return List.of((String[]) rows.getArray(1).getArray());
    }
  }
}

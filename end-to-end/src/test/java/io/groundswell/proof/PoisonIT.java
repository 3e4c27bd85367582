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
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Records that never went through the edge, written straight onto the topic.
class PoisonIT {

  private static final int RECORDS = Integer.getInteger("groundswell.fuzz.records", 10_000);
  private static final long SEED = Long.getLong("groundswell.fuzz.seed", 20_261_121);
  private static final byte[] KEY = "1/post/broken".getBytes(StandardCharsets.UTF_8);

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
    // What others sent is passed.
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(60));
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
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var series =
          caller.series("post/poisoned", "likes", "1d", from.toString(), from.plus(1, ChronoUnit.DAYS).toString());
      assertThat(series.path("points").path(0).path("value").asInt()).isEqualTo(poison.size() + 1);
    });
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(60));
    assertThat(quarantined() - before).isEqualTo(poison.size() + 1);
    assertThat(reasons()).contains("not_json", "missing_attribute", "invalid_text", "number_out_of_range",
        "refused_by_database");
  }

  /// From a seed, each broken in one of several ways, among good ones. `-Dgroundswell.fuzz.records=1000000` sends more,
  /// `-Dgroundswell.fuzz.seed` others.
  @Test
  void everyBrokenRecordIsInTheQuarantineOnceAndTheLagGoesBackToNothing() throws Exception {
    var random = new Random(SEED);
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var subject = "post/fuzzed-" + SEED;
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(60));
    long before = quarantined();
    long distinct = distinct();
    int good = 0;
    var settings = Map.<String, Object>of("bootstrap.servers", system.bootstrapServers(), "acks", "all");
    try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      int partitions = producer.partitionsFor(Lane.LIVE.topic()).size();
      for (int record = 0; record < RECORDS; record++) {
        producer.send(new ProducerRecord<>(Lane.LIVE.topic(), record % partitions, KEY, broken(random, now, record)));
        if (record % 100 == 0) {
          var event = event("fuzzed-" + record, subject, now);
          var key = ("1/" + subject).getBytes(StandardCharsets.UTF_8);
          producer.send(new ProducerRecord<>(Lane.LIVE.topic(), Slot.partition(Slot.of(key), partitions), key,
              event.getBytes(StandardCharsets.UTF_8)));
          good++;
        }
      }
      producer.flush();
    }

    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(120 + RECORDS / 500));
    assertThat(quarantined() - before).isEqualTo(RECORDS);
    assertThat(distinct() - distinct).isEqualTo(RECORDS);
    var from = now.truncatedTo(ChronoUnit.DAYS);
    int events = good;
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
        caller.series(subject, "likes", "1d", from.toString(), from.plus(1, ChronoUnit.DAYS).toString())
            .path("points").path(0).path("value").asInt())
        .isEqualTo(events));
  }

  private static String event(String id, String subject, Instant now) {
    return """
        {"specversion":"1.0","id":"%s","source":"poison","type":"metric.observed","time":"%s","subject":"%s",\
        "platform":"x","organization":"1","receivedtime":"%s","schemaversion":"1",\
        "data":{"metrics":{"likes":1}}}""".formatted(id, now, subject, now);
  }

  /// What no reader can take for an event that was accepted.
  private static byte[] broken(Random random, Instant now, int record) {
    var event = event("broken-" + record, "post/broken", now);
    var broken = switch (random.nextInt(8)) {
      case 0 -> event.substring(0, random.nextInt(event.length()));
      case 1 -> "\u0000\u0001" + event;
      case 2 -> event.replace("\"id\"", "\"id" + random.nextInt() + "\"");
      case 3 -> event.replace("\"likes\":1", "\"likes\":1e" + (309 + random.nextInt(1_000)));
      case 4 -> event.replace("\"likes\":1", "\"likes\":\"" + random.nextInt() + "\"");
      case 5 -> event.replace("broken-", "broken\\u0000");
      case 6 -> "[" + event + "]";
      default -> event.replace("\"1.0\"", Integer.toString(random.nextInt()));
    };
    var bytes = broken.getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(10) == 0) {
      // Neither a brace nor UTF-8.
      random.nextBytes(bytes);
      return bytes.length == 0 ? bytes : prefixed(bytes);
    }
    return bytes;
  }

  private static byte[] prefixed(byte[] bytes) {
    bytes[0] = (byte) 0xff;
    return bytes;
  }

  /// Places on the topics that the quarantine has a record of.
  private long distinct() throws SQLException {
    return count("SELECT count(DISTINCT (consumer, topic, kpartition, koffset)) FROM analytics.quarantine");
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
    return count("SELECT count(*) FROM analytics.quarantine");
  }

  private long count(String sql) throws SQLException {
    try (var connection = system.database().connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
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

package io.groundswell.metrics;

import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.JsonSpan;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.testkit.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/// Puts events on the topics as the edge does, and waits until they are accounted for.
public final class Feed {

  private static final KafkaProducer<byte[], byte[]> PRODUCER = new KafkaProducer<>(
      Map.of("bootstrap.servers", property("groundswell.kafka.bootstrap-servers"), "acks", "all", "linger.ms", "5"),
      new ByteArraySerializer(), new ByteArraySerializer());

  private static final AtomicInteger MARKERS = new AtomicInteger();

  private Feed() {
  }

  /// An event of organisation 1 from the source `test` on the platform `x`, received now.
  public static AcceptedEvent event(String subject, String id, Instant time, String type, String data) {
    return event(1, subject, "x", id, time, type, data);
  }

  public static AcceptedEvent event(int organization, String subject, String platform, String id, Instant time,
      String type, String data) {
    var bytes = data.getBytes(StandardCharsets.UTF_8);
    return new AcceptedEvent(organization, EventCodec.micros(Instant.now()), new CloudEvent(id, "test", type, time,
        Subject.find(subject), platform, new TreeMap<>(), new JsonSpan(bytes, 0, bytes.length)));
  }

  public static AcceptedEvent delta(String subject, Instant time, String metric, String value) {
    return observed(subject, UUID.randomUUID().toString(), time, "delta", "\"%s\":%s".formatted(metric, value));
  }

  public static AcceptedEvent observed(String subject, String id, Instant time, String kind, String metrics) {
    return event(subject, id, time, "metric.observed", "{\"kind\":\"%s\",\"metrics\":{%s}}".formatted(kind, metrics));
  }

  /// Sends and waits until all are stored, duplicate or set aside.
  public static void live(List<AcceptedEvent> events) {
    send(Lane.LIVE, events);
    awaitDrained(Lane.LIVE);
  }

  public static void live(AcceptedEvent... events) {
    live(List.of(events));
  }

  /// Declares the range, waits for its partitions, sends, waits until all are accounted for.
  public static void backfill(Instant from, Instant to, List<AcceptedEvent> events) {
    declare(1, from, to);
    send(Lane.BACKFILL, events);
    awaitDrained(Lane.BACKFILL);
  }

  public static void declare(int organization, Instant from, Instant to) {
    update("INSERT INTO analytics.edge_ranges (organization_id, range_from, range_to) VALUES (" + organization + ", '"
        + from + "', '" + to + "')");
    await().atMost(Duration.ofSeconds(30)).until(() -> count("""
        SELECT count(*) FROM generate_series(date '%s', date '%s', '1 day') AS d (day)
        LEFT JOIN analytics.published_partition_days AS p ON p.day = d.day WHERE p.day IS NULL"""
        .formatted(from.toString().substring(0, 10), to.minusNanos(1).toString().substring(0, 10))) == 0);
  }

  /// Takes a declaration back. When it returns the keeper has read the declarations since, so it makes none of the
  /// range's partitions any more.
  public static void undeclare(Instant from) {
    update("DELETE FROM analytics.edge_ranges WHERE range_from = '" + from + "'");
    // His rounds follow one another: who makes this day has seen what was taken back.
    var marker = LocalDate.parse("2071-01-01").plusDays(MARKERS.getAndIncrement()).atStartOfDay(ZoneOffset.UTC)
        .toInstant();
    declare(1, marker, marker.plusSeconds(86_400));
  }

  public static void send(Lane lane, List<AcceptedEvent> events) {
    for (var event : events) {
      PRODUCER.send(new ProducerRecord<>(lane.topic(), partition(event.recordKey()), event.recordKey(),
          EventCodec.encode(event)));
    }
    PRODUCER.flush();
  }

  /// Sends one event and says where it lies.
  public static RecordMetadata place(AcceptedEvent event) {
    return place(Lane.LIVE, event.recordKey(), EventCodec.encode(event));
  }

  /// Past the edge: whatever bytes.
  public static RecordMetadata poison(Lane lane, byte[] key, byte[] value) {
    var place = place(lane, key, value);
    awaitDrained(lane);
    return place;
  }

  private static RecordMetadata place(Lane lane, byte[] key, byte[] value) {
    try {
      return PRODUCER.send(new ProducerRecord<>(lane.topic(), partition(key), key, value)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Until the positions in the database have reached the ends of the topic.
  public static void awaitDrained(Lane lane) {
    var ends = ends(lane);
    var soon = await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(60));
    soon.untilAsserted(() -> {
      for (var end : ends.entrySet()) {
        long next = count("SELECT coalesce(max(next_offset), 0) FROM analytics.consumer_offset WHERE topic = '"
            + lane.topic() + "' AND kpartition = " + end.getKey());
        if (next < end.getValue()) {
          throw new AssertionError(lane + "-" + end.getKey() + " stands at " + next + " of " + end.getValue());
        }
      }
    });
  }

  public static long count(String sql) {
    try (var connection = connect(); var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String text(String sql) {
    try (var connection = connect(); var rows = connection.createStatement().executeQuery(sql)) {
      var text = new StringBuilder();
      while (rows.next()) {
        text.append(rows.getString(1)).append('\n');
      }
      return text.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void update(String sql) {
    try (var connection = connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Connection connect() throws SQLException {
    return database().connect();
  }

  public static TestPostgres.Database database() {
    return new TestPostgres.Database(property("groundswell.postgres.url"), property("groundswell.postgres.user"),
        property("groundswell.postgres.password"));
  }

  private static int partition(byte[] key) {
    return Slot.partition(Slot.of(key), Lane.PARTITIONS);
  }

  private static Map<Integer, Long> ends(Lane lane) {
    var latest = IntStream.range(0, Lane.PARTITIONS).boxed()
        .collect(
            Collectors.toMap(partition -> new TopicPartition(lane.topic(), partition), any -> OffsetSpec.latest()));
    try (var admin = Admin.create(Map.of("bootstrap.servers", property("groundswell.kafka.bootstrap-servers")))) {
      var ends = new TreeMap<Integer, Long>();
      admin.listOffsets(latest).all().get().forEach((place, end) -> ends.put(place.partition(), end.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String property(String name) {
    return ConfigProvider.getConfig().getValue(name, String.class);
  }
}

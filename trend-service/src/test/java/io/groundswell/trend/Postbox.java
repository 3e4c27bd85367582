package io.groundswell.trend;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.JsonSpan;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.testkit.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Puts events on a topic, the way the edge does.
public final class Postbox implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
      Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "linger.ms", "20",
          // On a topic made a moment ago, several in flight were refused as out of order until they expired.
          "max.in.flight.requests.per.connection", "1"),
      new ByteArraySerializer(),
      new ByteArraySerializer());
  private final String topic;

  public Postbox(String topic) {
    this.topic = topic;
  }

  /// So many mentions of a hashtag, counted in one event.
  public static AcceptedEvent mentions(int organization, String hashtag, String platform, Instant at, long count) {
    return event(organization, UUID.randomUUID().toString(), "hashtag/" + hashtag, platform, at,
        "{\"kind\":\"delta\",\"metrics\":{\"mentions\":" + count + "}}");
  }

  /// A mention of a hashtag by a person.
  public static AcceptedEvent mentionBy(int organization, String hashtag, String platform, Instant at, String person) {
    var plain = mentions(organization, hashtag, platform, at, 1);
    var event = plain.event();
    return new AcceptedEvent(organization, plain.receivedAt(), new CloudEvent(event.id(), event.source(), event.type(),
        event.time(), event.subject(), event.platform(), new TreeMap<>(Map.of("userid", person)), event.data()));
  }

  /// The same, said to belong to a niche.
  public static AcceptedEvent mentionsIn(String niche, int organization, String hashtag, String platform, Instant at,
      long count) {
    return event(organization, UUID.randomUUID().toString(), "hashtag/" + hashtag, platform, at,
        "{\"kind\":\"delta\",\"metrics\":{\"mentions\":" + count + "}}", Map.of("niche", niche));
  }

  /// What a platform says that a subject has by now, said to belong to a niche.
  public static AcceptedEvent totalIn(String niche, int organization, String subject, String platform, Instant at,
      long likes) {
    return event(organization, UUID.randomUUID().toString(), subject, platform, at,
        "{\"kind\":\"total\",\"metrics\":{\"likes\":" + likes + "}}", Map.of("niche", niche));
  }

  public static AcceptedEvent event(int organization, String id, String subject, String platform, Instant at,
      String data) {
    return event(organization, id, subject, platform, at, data, Map.of());
  }

  private static AcceptedEvent event(int organization, String id, String subject, String platform, Instant at,
      String data, Map<String, Object> extensions) {
    var json = data.getBytes(StandardCharsets.UTF_8);
    var event = new CloudEvent(id, "test", "metric.observed", EventCodec.micros(at), Subject.find(subject), platform,
        new TreeMap<>(extensions), new JsonSpan(json, 0, json.length));
    return new AcceptedEvent(organization, EventCodec.micros(Instant.now()), event);
  }

  public void send(AcceptedEvent event) {
    var key = event.recordKey();
    producer.send(new ProducerRecord<>(topic, Slot.partition(Slot.of(key), Lane.PARTITIONS), key,
        EventCodec.encode(event)));
  }

  /// Anything, on the first partition.
  public void sendRaw(byte[] key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, 0, key, value));
  }

  /// Waits until the broker has everything.
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}

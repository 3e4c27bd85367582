package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Pepper;
import io.groundswell.contract.Receipt;
import io.groundswell.contract.ReceiptCodec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What became of one event, asked by its receipt.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ReceiptsTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Asker ADMIN = Asker.with(RecordBackend.ADMIN);

  private final String subject = "post/" + UUID.randomUUID();
  private final ReceiptCodec codec = codec("");

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void whatWasStoredOrKnownIsSettled() {
    var event = Feed.delta(subject, Instant.now(), "likes", "1");
    var first = Feed.place(event);
    var again = Feed.place(event);
    Feed.awaitDrained(Lane.LIVE);

    assertThat(state(first)).isEqualTo("{\"state\":\"settled\"}");
    assertThat(state(again)).isEqualTo("{\"state\":\"settled\"}");
  }

  @Test
  void whatLiesBehindThePositionIsInFlight() {
    var stored = Feed.place(Feed.delta(subject, Instant.now(), "likes", "1"));
    Feed.awaitDrained(Lane.LIVE);

    assertThat(READER.get("/v1/receipts/" + receipt(1, stored.partition(), stored.offset() + 1_000_000)).text())
        .isEqualTo("{\"state\":\"in_flight\"}");
  }

  @Test
  void whatWasSetAsideIsFollowedThroughItsReplay() {
    var place = Feed.poison(Lane.LIVE, ("1/" + subject).getBytes(StandardCharsets.UTF_8),
        "{".getBytes(StandardCharsets.UTF_8));

    var held = READER.get("/v1/receipts/" + receipt(1, place.partition(), place.offset())).body();
    assertThat(held.get("state").asText()).isEqualTo("quarantined");
    assertThat(held.get("reason").asText()).isEqualTo("not_json");

    ADMIN.post("/v1/quarantine/" + held.get("record").asText() + "/replay", """
        {"event":{"specversion":"1.0","id":"r","source":"receipts","type":"page.viewed","time":"%s","subject":"%s"}}"""
        .formatted(Instant.now(), subject));
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(state(place)).contains(
        "\"state\":\"replayed\"", "\"outcome\":\"stored\""));

    var other = Feed.poison(Lane.LIVE, ("1/" + subject).getBytes(StandardCharsets.UTF_8),
        "[".getBytes(StandardCharsets.UTF_8));
    var record =
        READER.get("/v1/receipts/" + receipt(1, other.partition(), other.offset())).body().get("record").asText();
    ADMIN.post("/v1/quarantine/" + record + "/discard", "{\"reason\":\"test\"}");
    assertThat(state(other)).contains("\"state\":\"discarded\"");
  }

  @Test
  void whatAnOperatorSkippedIsSkipped() {
    var place = Feed.place(Feed.delta(subject, Instant.now(), "likes", "1"));
    Feed.awaitDrained(Lane.LIVE);
    Feed.update(
        "INSERT INTO analytics.skipped_range (consumer, topic, kpartition, from_offset, to_offset, reason) VALUES "
            + "('metrics-live', 'events.v1', " + place.partition() + ", " + place.offset() + ", " + (place.offset() + 1)
            + ", 'a broken disk')");

    assertThat(state(place)).isEqualTo("{\"state\":\"skipped\",\"reason\":\"a broken disk\"}");
    assertThat(READER.get("/v1/receipts/" + receipt(1, place.partition(), place.offset() + 1)).text())
        .doesNotContain("skipped");
  }

  @Test
  void whatLayOnATopicThatIsNoMoreStillHasAnAnswer() {
    var place = Feed.poison(Lane.LIVE, ("1/" + subject).getBytes(StandardCharsets.UTF_8),
        "{".getBytes(StandardCharsets.UTF_8));
    var held = READER.get("/v1/receipts/" + receipt(1, place.partition(), place.offset())).body();
    assertThat(held.get("state").asText()).isEqualTo("quarantined");
    // The mark is the first 14 bits.
    var former = new UUID((long) (mark() ^ 1) << 50, 1);
    remember(place.partition(), place.offset() + 3, Long.MAX_VALUE, "deleted by mistake", former);
    remember(place.partition(), place.offset() + 1, place.offset() + 2, "a broken disk", former);
    try {
      assertThat(former(place, 0)).contains("\"state\":\"quarantined\"");
      assertThat(former(place, 1)).isEqualTo("{\"state\":\"skipped\",\"reason\":\"a broken disk\"}");
      assertThat(former(place, 2)).isEqualTo("{\"state\":\"settled\"}");
      assertThat(former(place, 3)).isEqualTo("{\"state\":\"skipped\",\"reason\":\"deleted by mistake\"}");

      assertThat(state(place)).as("what was set aside before the restart lay on the former topic")
          .isEqualTo("{\"state\":\"settled\"}");
      assertThat(READER.get("/v1/receipts/" + codec.write(new Receipt(1, Lane.LIVE, mark() ^ 2, place.partition(), 0)))
          .status()).as("of a topic that nobody has read").isEqualTo(404);
    } finally {
      Feed.update("DELETE FROM analytics.skipped_range WHERE topic_id = '" + former + "'");
    }
  }

  private static void remember(int partition, long from, long to, String reason, UUID former) {
    Feed.update("INSERT INTO analytics.skipped_range (consumer, topic, kpartition, from_offset, to_offset, reason, "
        + "topic_id) VALUES ('metrics-live', 'events.v1', " + partition + ", " + from + ", " + to + ", '" + reason
        + "', '" + former + "')");
  }

  /// What is said of the record so many behind it, on the topic of before.
  private String former(RecordMetadata place, int behind) {
    return READER.get("/v1/receipts/"
        + codec.write(new Receipt(1, Lane.LIVE, mark() ^ 1, place.partition(), place.offset() + behind))).text();
  }

  @Test
  void forgedForeignAndUnreadableReceiptsGetTheSameAnswer() {
    var place = Feed.place(Feed.delta(subject, Instant.now(), "likes", "1"));
    Feed.awaitDrained(Lane.LIVE);
    var own = receipt(1, place.partition(), place.offset());
    var unknown = READER.get("/v1/receipts/nothing");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.problem()).isEqualTo("unknown_receipt");

    var forged = (own.charAt(0) == 'A' ? 'B' : 'A') + own.substring(1);
    var ofAnotherKey = codec("other").write(new Receipt(1, Lane.LIVE, mark(), place.partition(), place.offset()));
    var ofAnotherTopic = codec.write(new Receipt(1, Lane.LIVE, mark() ^ 1, place.partition(), place.offset()));
    for (var receipt : List.of(forged, ofAnotherKey, ofAnotherTopic, own + "A", own.substring(1), "a b",
        receipt(2, place.partition(), place.offset()))) {
      var reply = READER.get("/v1/receipts/" + receipt.replace(" ", "%20"));
      assertThat(reply.text()).as(receipt).isEqualTo(unknown.text());
    }
    assertThat(Asker.with(RecordBackend.STRANGER).get("/v1/receipts/" + own).text()).isEqualTo(unknown.text());
    assertThat(Asker.with(RecordBackend.WRITER).get("/v1/receipts/" + own).status()).isEqualTo(403);
    assertThat(READER.get("/v1/receipts/" + own).status()).isEqualTo(200);
  }

  private String state(RecordMetadata place) {
    return READER.get("/v1/receipts/" + receipt(1, place.partition(), place.offset())).text();
  }

  private String receipt(int organization, int partition, long offset) {
    return codec.write(new Receipt(organization, Lane.LIVE, mark(), partition, offset));
  }

  private static int mark() {
    return Receipt.markOf(UUID.fromString(Feed.text("SELECT topic_id FROM analytics.consumer_offset "
        + "WHERE consumer = 'metrics-live' AND topic_id IS NOT NULL LIMIT 1").strip()));
  }

  private static ReceiptCodec codec(String further) {
    var pepper = ConfigProvider.getConfig().getValue("groundswell.access.pepper", String.class);
    return new ReceiptCodec(Pepper.of(pepper + further).derive("receipts"));
  }
}

package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The answers of the edge to well-formed and half-formed requests.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class EventsTest {

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  void anAcceptedEventLiesOnTheTopicInItsCanonicalForm() {
    var id = UUID.randomUUID().toString();
    var time = Sender.now();

    var reply = sender.single(Sender.event(id, time));

    var records = Topic.recordsWith(Lane.LIVE, id);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.contentType()).isEqualTo("application/json");
    assertThat(reply.body()).hasToString("{\"id\":\"" + id + "\",\"status\":\"accepted\"}");
    assertThat(records).hasSize(1);
    var stored = records.getFirst();
    assertThat(stored.key()).asString(StandardCharsets.UTF_8).isEqualTo("1/hashtag/foo");
    assertThat(stored.partition()).isEqualTo(Slot.of(stored.key()) % Lane.PARTITIONS);
    assertThat(stored.headers()).isEmpty();
    assertThat(Topic.text(stored)).matches("""
        \\{"specversion":"1.0","id":"%s","source":"test","type":"metric.observed","time":"%s",\
        "subject":"hashtag/foo","platform":"x","organization":"1","receivedtime":"[^"]+","schemaversion":"1",\
        "data":\\{"metrics":\\{"likes":3}}}""".formatted(id, time));
    assertThat(Instant.ofEpochMilli(stored.timestamp())).isAfterOrEqualTo(time);
  }

  @Test
  void aBatchIsAnsweredEventByEvent() {
    var good = UUID.randomUUID().toString();
    var late = UUID.randomUUID().toString();

    var reply = sender.batch(List.of(Sender.event(good, Sender.now()), "5",
        Sender.event(late, Instant.parse("2020-01-01T00:00:00Z"))));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().toString()).isEqualTo("""
        {"accepted":1,"rejected":2,"results":[{"index":0,"id":"%s","status":"accepted"},\
        {"index":1,"id":"","status":"rejected","problem":{"type":"/problems/not_a_cloud_event",\
        "title":"Not a CloudEvent 1.0","status":400,"detail":"a member of a batch is a JSON object"}},\
        {"index":2,"id":"%s","status":"rejected","problem":{"type":"/problems/timestamp_out_of_range",\
        "title":"Event time outside of what the lane accepts","status":422,\
        "detail":"time lies more than 7 days before receipt; history goes through the backfill lane",\
        "pointer":"/time"}}]}""".formatted(good, late));
    assertThat(Topic.recordsWith(Lane.LIVE, good)).hasSize(1);
    assertThat(Topic.recordsWith(Lane.LIVE, late)).isEmpty();
  }
}

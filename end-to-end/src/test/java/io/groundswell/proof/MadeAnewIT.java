package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.contract.Lane;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/// A topic is deleted and made anew while the services run. Nothing is stored of it until an operator says so, and then
/// all of it, without a restart.
class MadeAnewIT {

  private static final String TOPIC = Lane.BACKFILL.topic();
  private static final String DAY = "2026-06-10";
  private static final String NEXT_DAY = "2026-06-11";
  private static final String SUBJECT = "post/made-anew";

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);

  @Test
  void consumersOfATopicThatWasMadeAnewGoOnWithItWhereAnOperatorSaysSo() throws Exception {
    assertThat(caller.call(system.ingest(), "POST", "/v1/backfills",
        "{\"from\":\"" + DAY + "T00:00:00Z\",\"to\":\"" + NEXT_DAY + "T00:00:00Z\"}").status()).isEqualTo(201);
    var first = send(0, 3);
    awaitTotal(3);

    try (var admin = Admin.create(Map.of("bootstrap.servers", system.bootstrapServers()))) {
      admin.deleteTopics(List.of(TOPIC)).all().get();
      admin.createTopics(List.of(new NewTopic(TOPIC, Lane.PARTITIONS, (short) 1)
          .configs(Map.of("message.timestamp.type", "LogAppendTime")))).all().get();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> positions().stream()
        .filter(at -> at.path("state").asText().equals("anew"))
        .filter(at -> at.path("stallReason").asText().startsWith("the topic was deleted and made again"))
        .map(at -> at.path("consumer").asText()).distinct().count() == 2);
    var second = new ArrayList<String>();
    // Until the edge has seen that the topic is another one, it may refuse.
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> second.addAll(send(3, 9)));

    var restarted = Command.run("offsets", "restart", "--topic", TOPIC, "--reason", "deleted by mistake", "--yes",
        "--data-dir", SharedSystem.dataDirectory().toString());
    assertThat(restarted.exit()).as(restarted.errors()).isZero();
    assertThat(restarted.output()).contains("metrics-backfill goes on at 0 on partition",
        "trend-backfill goes on at 0 on partition");

    awaitTotal(9);
    await().atMost(Duration.ofSeconds(60)).until(() -> positions().stream()
        .allMatch(at -> at.path("state").asText().equals("complete") && at.path("stallReason").isNull()));
    var books = caller.get(system.metrics(), "/v1/accounting").json();
    assertThat(books.path("balanced").asBoolean()).isTrue();
    assertThat(StreamSupport.stream(books.path("partitions").spliterator(), false)
        .filter(at -> at.path("topic").asText().equals(TOPIC)).mapToLong(at -> at.path("former").asLong()).sum())
        .isGreaterThanOrEqualTo(3);
    for (var receipt : List.of(first.getFirst(), second.getLast())) {
      assertThat(caller.get(system.metrics(), "/v1/receipts/" + receipt).json().path("state").asText())
          .isEqualTo("settled");
    }
  }

  /// Returns the receipts.
  private List<String> send(int from, int to) {
    var events = new ArrayList<String>();
    for (int i = from; i < to; i++) {
      events.add("""
          {"specversion":"1.0","id":"anew-%d","source":"made-anew","type":"metric.observed","time":"%sT12:00:00Z",
           "subject":"%s","platform":"x","data":{"metrics":{"likes":1}}}""".formatted(i, DAY, SUBJECT));
    }
    var reply = caller.batch("backfill", events.toString());
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().path("accepted").asInt()).as(reply.text()).isEqualTo(to - from);
    return StreamSupport.stream(reply.json().path("results").spliterator(), false)
        .map(result -> result.path("receipt").asText()).toList();
  }

  private void awaitTotal(int total) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(caller
        .series(SUBJECT, "likes", "1d", DAY + "T00:00:00Z", NEXT_DAY + "T00:00:00Z").path("points").path(0)
        .path("value").asInt()).isEqualTo(total));
  }

  private static List<JsonNode> positions() throws IOException, InterruptedException {
    var shown = Command.run("offsets", "show", "--json", "--data-dir", SharedSystem.dataDirectory().toString());
    assertThat(shown.exit()).as(shown.errors()).isZero();
    return StreamSupport.stream(new ObjectMapper().readTree(shown.output()).path("offsets").spliterator(), false)
        .filter(at -> at.path("topic").asText().equals(TOPIC)).toList();
  }
}

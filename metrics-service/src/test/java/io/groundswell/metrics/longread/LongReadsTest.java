package io.groundswell.metrics.longread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Questions that go through many rows, as they are asked over HTTP.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class LongReadsTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant YESTERDAY = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(1));

  @Inject
  LongReads reads;

  @Inject
  LongReadsConfig config;

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void aPageOfEventsEndsWhereTheyAreLong() {
    var subject = "note/" + UUID.randomUUID();
    var data = "{\"text\":\"" + "x".repeat(100_000) + "\"}";
    Feed.live(IntStream.range(0, 120)
        .mapToObj(n -> Feed.event(subject, subject + n, YESTERDAY, "note.taken", data)).toList());

    var keys = new ArrayList<String>();
    int pages = 0;
    for (var cursor = ""; cursor != null; pages++) {
      var page = READER.get("/v1/events?limit=10000&day=" + YESTERDAY.atOffset(ZoneOffset.UTC).toLocalDate() + cursor);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.text()).hasSizeLessThan(12 << 20);
      page.body().path("events").forEach(event -> {
        if (event.path("subject").asText().equals(subject)) {
          assertThat(event.path("data").path("text").asText()).hasSize(100_000);
          keys.add(event.path("key").asText());
        }
      });
      cursor = page.body().hasNonNull("next") ? "&cursor=" + page.body().get("next").asText() : null;
    }
    assertThat(keys).hasSize(120).doesNotHaveDuplicates();
    assertThat(pages).isGreaterThan(1);
  }

  @Test
  void personsAreCountedAsTheyComeAndGroupsAreNotWithoutNumber() {
    var type = "t" + UUID.randomUUID().toString().replace("-", "");
    var events = new ArrayList<AcceptedEvent>();
    for (int person = 0; person < 1_001; person++) {
      events.add(begun(type + ".begun", person, YESTERDAY));
      if (person % 4 == 0) {
        events.add(begun(type + ".ended", person, YESTERDAY.plusSeconds(person)));
      }
    }
    Feed.live(events);
    var question = "/v1/funnels?steps=" + type + ".begun," + type + ".ended&from=" + YESTERDAY + "&to="
        + YESTERDAY.plusSeconds(1);

    var all = READER.get(question).body();
    assertThat(all.at("/steps/0/persons").asInt()).isEqualTo(1_001);
    // The one whose events are of one time may have ended before they began: the order is that of the keys.
    assertThat(all.at("/steps/1/persons").asInt()).isBetween(250, 251);
    assertThat(all.at("/steps/1/medianSeconds").asDouble()).isBetween(499d, 503d);
    assertThat(READER.get(question + "&by=few").body().path("groups").findValuesAsText("value"))
        .containsExactly("0", "1", "2");
    var refused = READER.get(question + "&by=many");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body().path("detail").asText()).contains("more than 1000 groups");
  }

  private static AcceptedEvent begun(String type, int person, Instant at) {
    var event = Feed.event("trial/" + person, type + person, at, type,
        "{\"many\":\"" + person + "\",\"few\":\"" + person % 3 + "\"}");
    var plain = event.event();
    return new AcceptedEvent(1, event.receivedAt(), new CloudEvent(plain.id(), plain.source(), plain.type(),
        plain.time(), plain.subject(), plain.platform(), new TreeMap<>(Map.of("userid", type.substring(0, 33)
            + person)),
        plain.data()));
  }

  @Test
  void soManyAtATimeAndFurtherOnesAreToldToComeAgain() throws InterruptedException {
    var inside = new CountDownLatch(config.atOnce());
    var over = new CountDownLatch(1);
    for (int each = 0; each < config.atOnce(); each++) {
      Thread.ofVirtual().start(() -> reads.read(1, queries -> {
        inside.countDown();
        try {
          return over.await(5, TimeUnit.MINUTES);
        } catch (InterruptedException stopping) {
          return false;
        }
      }));
    }
    var questions = List.of("/v1/funnels?steps=a,b&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
        "/v1/events?day=2026-01-01");
    try {
      assertThat(inside.await(1, TimeUnit.MINUTES)).isTrue();
      for (var question : questions) {
        var refused = READER.get(question);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.problem()).isEqualTo("reads_busy");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
      }
    } finally {
      over.countDown();
    }
    for (var question : questions) {
      await().atMost(Duration.ofSeconds(60)).until(() -> READER.get(question).status(), status -> status == 200);
    }
  }
}

package io.groundswell.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.ingest.MortalServers;
import io.groundswell.ingest.MortalServers.Server;
import io.groundswell.ingest.OpenStream;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Sender.Reply;
import io.groundswell.ingest.Topic;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/// A broker that dies, stands still, and comes back.
@QuarkusTest
@TestProfile(MortalServers.Profile.class)
class BrokerOutageTest {

  private static final Logger LOG = Logger.getLogger(BrokerOutageTest.class);

  private static final Duration WHILE = Duration.ofSeconds(60);
  private static final int SENDERS = 96;
  private static final int EACH = 10;

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  void answers503WhileTheBrokerIsAwayAndGoesOnByItself() throws IOException {
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);

    var stream = OpenStream.open();
    stream.send(Sender.event() + "\n");
    assertThat(stream.next().path("status").asText()).isEqualTo("accepted");

    Server.BROKER.kill();
    stream.send(Sender.event() + "\n" + Sender.event() + "\n");
    assertThat(stream.next().path("status").asText()).isEqualTo("unanswered");
    assertThat(stream.next().at("/problem/type").asText()).isEqualTo("/problems/broker_unavailable");
    var closing = stream.next();
    assertThat(closing.path("accepted").asInt()).isEqualTo(1);
    assertThat(closing.path("unanswered").asInt()).isEqualTo(2);
    assertThat(closing.path("lastLine").asInt()).isEqualTo(1);
    assertThat(closing.path("complete").asBoolean()).isFalse();
    assertThat(stream.hasEnded()).isTrue();
    stream.close();
    var refused = sender.post("/v1/events", "application/x-ndjson", Sender.event());
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("broker_unavailable");
    var reply = sender.single(Sender.event());

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.problem()).isEqualTo("broker_unavailable");
    assertThat(reply.http().headers().firstValue("Retry-After")).contains("1");
    assertThat(sender.batch(List.of(Sender.event(), Sender.event())).status()).isEqualTo(503);
    await().atMost(WHILE).untilAsserted(() -> assertThat(
        Sender.readiness().path("broker").asText()).isEqualTo("the broker does not answer"));

    Server.BROKER.revive();
    var id = UUID.randomUUID().toString();
    takesEventsAgain(id);
    assertThat(Topic.recordsWith(Lane.LIVE, id)).isNotEmpty();
    assertThat(Sender.withBootstrapKey().single(Sender.event()).status()).isEqualTo(202);
  }

  /// Promised are 5 s from the broker's being ready; on a machine that is busy with something else they may be more.
  private void takesEventsAgain(String id) {
    long back = System.nanoTime();
    await().atMost(WHILE).pollInterval(Duration.ofMillis(50))
        .until(() -> sender.single(Sender.event(id, Sender.now())).status() == 202);
    LOG.infof("the edge took events again %d ms after the broker was back", (System.nanoTime() - back) / 1_000_000);
  }

  @Test
  void aBrokerThatStandsStillCostsNoMoreThanItsRoom() throws Exception {
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);
    long before = heapInUse();
    Server.BROKER.freeze();
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Told>();
      var shares = IntStream.range(0, SENDERS).<Callable<List<Told>>>mapToObj(share -> () -> sendSome(share)).toList();
      for (var share : senders.invokeAll(shares)) {
        answers.addAll(share.get());
      }

      assertThat(answers).hasSize(SENDERS * EACH).allSatisfy(answer -> {
        assertThat(answer.status()).as(answer.detail()).isEqualTo(503);
        assertThat(answer.retryAfter()).isEqualTo("1");
      }).anyMatch(answer -> answer.detail().startsWith("too much waits for the broker already"));
      assertThat(heapInUse() - before).as("96 MB were sent").isLessThan(40L << 20);
    } finally {
      Server.BROKER.thaw();
    }
    takesEventsAgain(UUID.randomUUID().toString());
  }

  @Test
  void aHotSubjectLeavesRoomForOthers() throws Exception {
    assertThat(sender.ask("GET", "/v1/limits", "").body().at("/edge/subjectBytesWaiting").asInt()).isEqualTo(128 << 10);
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);
    Server.BROKER.freeze();
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var hot = IntStream.range(0, 100).mapToObj(each -> senders.submit(() -> sender.single(large("post/hot"))))
          .toList();
      await().atMost(WHILE).until(() -> hot.stream().filter(Future::isDone).count() >= 90);
      var others = IntStream.range(0, 10)
          .mapToObj(each -> senders.submit(() -> sender.single(large("post/other-" + each)))).toList();
      // Both wait for the broker by now, or the broker's time is over.
      await().atMost(WHILE)
          .until(() -> meter("groundswell_intake_in_flight") >= 12 || others.stream().anyMatch(Future::isDone));
      Server.BROKER.thaw();

      var refused = hot.stream().map(BrokerOutageTest::get).filter(answer -> answer.status() == 429).toList();
      assertThat(refused).as("10 MB of it, where 128 KB may wait, and no others' room").hasSizeGreaterThan(80)
          .allSatisfy(answer -> {
            assertThat(answer.problem()).isEqualTo("hot_subject");
            assertThat(answer.http().headers().firstValue("Retry-After")).contains("1");
          });
      assertThat(others.stream().map(BrokerOutageTest::get)).allSatisfy(answer -> assertThat(answer.status() == 202
          || detail(answer).startsWith("the broker did not acknowledge in time")).as(answer.body().toString())
          .isTrue());
    } finally {
      Server.BROKER.thaw();
    }
    takesEventsAgain(UUID.randomUUID().toString());
    await().atMost(WHILE).until(() -> meter("groundswell_publish_fullest_slot_bytes") == 0);
    assertThat(sender.batch(List.of(large("post/hot"), large("post/hot"))).status()).as("nothing waits").isEqualTo(200);
    assertThat(meter("groundswell_intake_events_total{lane=\"live\",outcome=\"unanswered\",reason=\"hot_subject\"}"))
        .isGreaterThan(80);
  }

  private static String large(String subject) {
    return Sender.event().replace("hashtag/foo", subject).replace("\"data\":{",
        "\"data\":{\"note\":\"" + "n".repeat(100_000) + "\",");
  }

  /// What a sender was told, without what it had sent.
  private record Told(int status, String detail, String retryAfter) {
  }

  /// 1 MB of different subjects, none of which shares its slot with another: two would be told that theirs is hot.
  private List<Told> sendSome(int share) {
    return IntStream.range(0, EACH).mapToObj(each -> sender.single(large(subjectOf(share * EACH + each))))
        .map(answer -> new Told(answer.status(), detail(answer),
            answer.http().headers().firstValue("Retry-After").orElse("")))
        .toList();
  }

  /// A subject in that slot.
  private static String subjectOf(int slot) {
    return Stream.generate(() -> "post/" + UUID.randomUUID())
        .filter(subject -> Slot.of(("1/" + subject).getBytes(StandardCharsets.UTF_8)) == slot).findFirst()
        .orElseThrow();
  }

  private static Reply get(Future<Reply> later) {
    try {
      return later.get();
    } catch (InterruptedException | ExecutionException lost) {
      throw new IllegalStateException(lost);
    }
  }

  private static String detail(Reply answer) {
    return answer.body().path("detail").asText();
  }

  private static double meter(String name) {
    return Sender.send(Sender.management("/q/metrics").build()).http().body().lines()
        .filter(line -> line.startsWith(name + " ")).mapToDouble(line -> Double.parseDouble(
            line.substring(name.length() + 1)))
        .findFirst().orElseThrow();
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

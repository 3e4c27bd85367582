package io.groundswell.groundwork.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SharedLookTest {

  private static final Vertx VERTX = Vertx.vertx();

  private final List<Promise<Void>> looks = new CopyOnWriteArrayList<>();
  private final List<Long> begun = new CopyOnWriteArrayList<>();
  private final SharedLook shared = new SharedLook(VERTX, Duration.ofMillis(200), () -> {
    var look = Promise.<Void>promise();
    begun.add(System.nanoTime());
    looks.add(look);
    return look.future();
  });

  @AfterAll
  static void stop() {
    VERTX.close();
  }

  @Test
  void whoComesDuringALookWaitsForTheNext() {
    var first = shared.take();
    var second = shared.take();
    var third = shared.take();
    assertThat(looks).hasSize(1);

    looks.getFirst().complete();

    assertThat(first.succeeded()).isTrue();
    assertThat(second.isComplete()).isFalse();
    await().atMost(Duration.ofSeconds(60)).until(() -> looks.size() == 2);
    looks.get(1).complete();
    await().atMost(Duration.ofSeconds(60)).until(() -> second.succeeded() && third.succeeded());
    assertThat(begun.get(1) - begun.get(0)).isGreaterThan(190_000_000L);
  }

  @Test
  void aFailedLookFailsThoseWhoWaitedAndNobodyElse() {
    var first = shared.take();
    looks.getFirst().fail("away");
    assertThat(first.failed()).isTrue();

    var second = shared.take();
    await().atMost(Duration.ofSeconds(60)).until(() -> looks.size() == 2);
    looks.get(1).complete();
    await().atMost(Duration.ofSeconds(60)).until(second::succeeded);
  }

  @Test
  void tooManyAreNotHeldUp() {
    var all = IntStream.range(0, 3_000).mapToObj(i -> shared.take()).toList();

    assertThat(all.stream().filter(Future::failed)).hasSizeGreaterThan(1_900);
    assertThat(looks).hasSize(1);
  }
}

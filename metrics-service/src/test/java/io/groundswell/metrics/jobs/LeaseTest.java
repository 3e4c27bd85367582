package io.groundswell.metrics.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class LeaseTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Inject
  Background background;

  @Inject
  ServiceTransactions service;

  private final String job = "test-" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void ofManyReplicasOneHasTheJob() throws Exception {
    try (var replicas = Executors.newVirtualThreadPerTaskExecutor()) {
      var taken = replicas.invokeAll(IntStream.range(0, 8)
          .<Callable<Boolean>>mapToObj(replica -> () -> lease(Duration.ofMinutes(1)).take()).toList());
      int holders = 0;
      for (var each : taken) {
        holders += each.get() ? 1 : 0;
      }
      assertThat(holders).isEqualTo(1);
    }
  }

  @Test
  void aKilledReplicasJobIsTakenOverWhenItsLeaseEnds() {
    var killed = lease(Duration.ofSeconds(4));
    assertThat(killed.take()).isTrue();
    var other = lease(Duration.ofSeconds(4));
    assertThat(other.take()).isFalse();

    await().atMost(Duration.ofSeconds(30)).until(other::take);

    assertThat(killed.isHeld()).isFalse();
    assertThat(term()).isEqualTo(2);
    // It wakes up again, and believes what it believed when it was frozen.
    assertThatThrownBy(() -> service.run(PATIENCE, statements -> {
      killed.require(statements);
      return statements;
    })).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void whoKeepsAskingKeepsIt() {
    var lease = lease(Duration.ofSeconds(4));
    var other = lease(Duration.ofSeconds(4));
    assertThat(lease.take()).isTrue();

    // Longer than one lease; it is asked anew after a third of it.
    await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(30)).until(() -> lease.take() && !other.take());

    assertThat(term()).isEqualTo(1);
  }

  @Test
  void aReplicaThatStopsGivesItsJobsUpAtOnce() {
    var lease = lease(Duration.ofMinutes(1));
    assertThat(lease.take()).isTrue();

    lease.release();

    assertThat(lease.isHeld()).isFalse();
    assertThat(lease(Duration.ofMinutes(1)).take()).isTrue();
  }

  @Test
  void roundsGoOnAfterOneThatFailedAndSayWhy() throws InterruptedException {
    var lease = lease(Duration.ofSeconds(4));
    var count = new AtomicInteger();
    var work = new LeasedWork(job, lease, Duration.ofSeconds(1), Duration.ofMillis(10), held -> {
      if (count.incrementAndGet() == 1) {
        throw new IllegalStateException("the first goes wrong");
      }
      if (count.get() == 3) {
        await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(30)).until(held::isHeld);
      }
    }, background);
    await().atMost(Duration.ofSeconds(60)).until(() -> count.get() > 3);

    assertThat(Feed.text("SELECT (last_failed IS NOT NULL)::text || term FROM analytics.job_run WHERE job = '" + job
        + "'")).as("a round longer than the lease kept it").isEqualTo("true1\n");

    work.stop();
    lease.release();
    assertThat(List.of(lease(Duration.ofSeconds(1)).take())).containsExactly(true);
  }

  @Test
  void theServicesOwnJobsAreHeld() {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(Feed.text(
        "SELECT job FROM analytics.job_run WHERE expires_at > now() ORDER BY job")).contains("audit", "partitions"));
  }

  private Lease lease(Duration length) {
    return new Lease(service, job, UUID.randomUUID(), length);
  }

  private long term() {
    return Feed.count("SELECT term FROM analytics.job_run WHERE job = '" + job + "'");
  }
}

package io.groundswell.metrics.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class SlotLockTest {

  private final String jo = "jo-" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  /// On whichever partitions the events come, of however many: the lock is that of the creator's slot.
  @Test
  void whoeverWritesACreatorsCountersWaitsForTheOthersThatDo() throws SQLException {
    int slot = slot("creator/" + jo);
    var post = IntStream.range(0, 100).mapToObj(number -> "post/" + jo + number)
        .filter(subject -> slot(subject) % 12 != slot % 12 && slot(subject) % 5 != slot % 5).findFirst().orElseThrow();

    // The names are known then: to make them is to wait for each other, too.
    Feed.live(own(1), told(post, 2));

    try (var other = Feed.connect(); var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('analytics.steps', " + slot + "))");
      Feed.send(Lane.LIVE, List.of(own(4), told(post, 5)));

      await().atMost(Duration.ofSeconds(30)).until(() -> Feed.count("""
          SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND (classid::bigint << 32 | objid::bigint) = hashtextextended('analytics.steps', %d)"""
          .formatted(slot)) == 2);
      assertThat(followers()).isEqualTo("1\n2\n");
      other.rollback();
    }
    Feed.awaitDrained(Lane.LIVE);

    assertThat(followers()).isEqualTo("1\n2\n4\n5\n");
  }

  private String followers() {
    return Feed.text("SELECT t.value::numeric::text FROM analytics.time_series_metrics AS t "
        + "JOIN analytics.subject AS s ON s.id = t.subject_id WHERE s.external_id = '" + jo + "' ORDER BY t.value");
  }

  private static int slot(String subject) {
    return Slot.of(("1/" + subject).getBytes(StandardCharsets.UTF_8));
  }

  private AcceptedEvent own(int followers) {
    return Feed.observed("creator/" + jo, UUID.randomUUID().toString(), Instant.now(), "total",
        "\"followers\":" + followers);
  }

  private AcceptedEvent told(String post, int followers) {
    return Feed.event(post, UUID.randomUUID().toString(), Instant.now(), "post.updated",
        "{\"creator\":{\"id\":\"" + jo + "\",\"follower_count\":" + followers + "}}");
  }
}

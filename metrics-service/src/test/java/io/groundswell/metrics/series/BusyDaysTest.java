package io.groundswell.metrics.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The rows are changed by hand, past everything that says so: what is remembered shows in that it does not change.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class BusyDaysTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant DAY = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);

  private final AtomicInteger minute = new AtomicInteger();
  private final String subject = "post/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void whatADayComesToIsRememberedUntilSomethingOfItChanges() {
    Feed.live(likes(1, "3"), likes(1, "4"), likes(5, "9"), likes(25, "1"), likes(25, "2"));
    assertThat(hours(0, 48, "")).containsExactly("1: 7", "5: 9", "25: 3");

    Feed.update("UPDATE analytics.time_series_metrics SET value = 100 WHERE value = 4 AND subject_id = "
        + "(SELECT id FROM analytics.subject WHERE external_id = '" + subject.substring("post/".length()) + "')");

    assertThat(hours(0, 48, "")).containsExactly("1: 7", "5: 9", "25: 3");
    assertThat(hours(-3, 24, "")).as("in another range").containsExactly("4: 7", "8: 9");
    assertThat(hours(0, 6, "")).as("a part of the day").containsExactly("1: 103", "5: 9");
    assertThat(hours(0, 48, "&tz=Asia/Kolkata")).as("in other buckets").contains("1: 103");
    assertThat(hours(0, 48, "&agg=max")).as("of the same rows").containsExactly("1: 4", "5: 9", "25: 2");

    Feed.live(likes(7, "5"));
    assertThat(hours(0, 48, "")).containsExactly("1: 103", "5: 9", "7: 5", "25: 3");
  }

  @Test
  void theLastNumberIsRememberedBesideTheSum() {
    Feed.live(likes(1, "3"), likes(1, "8"), likes(2, "4"));

    for (int i = 0; i < 2; i++) {
      assertThat(hours(0, 24, "")).containsExactly("1: 11", "2: 4");
      assertThat(hours(0, 24, "&agg=last")).containsExactly("1: 8", "2: 4");
      assertThat(hours(0, 24, "&agg=count")).containsExactly("1: 2", "2: 1");
    }
  }

  /// Those that hold something, with their number.
  private List<String> hours(int from, int to, String query) {
    var values = READER.get("/v1/series/" + subject + "/likes?bucket=1h&fill=null&from="
        + DAY.plus(from, ChronoUnit.HOURS) + "&to=" + DAY.plus(to, ChronoUnit.HOURS) + query).values();
    return IntStream.range(0, values.size()).filter(hour -> !values.get(hour).equals("null"))
        .mapToObj(hour -> hour + ": " + values.get(hour)).toList();
  }

  private AcceptedEvent likes(int hour, String value) {
    return Feed.delta(subject, DAY.plus(hour, ChronoUnit.HOURS).plus(minute.incrementAndGet(), ChronoUnit.MINUTES),
        "likes",
        value);
  }
}

package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who has an answer already is told so as long as it is the same, and no longer.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class UnchangedAnswersTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant FROM = Instant.parse("2025-06-10T00:00:00Z");

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void anotherDayThatIsArchivedIsAnotherAnswer() {
    var subject = "post/" + UUID.randomUUID();
    Feed.backfill(FROM, FROM.plusSeconds(2 * 86_400), List.of(
        Feed.delta(subject, FROM.plusSeconds(1), "likes", "1"),
        Feed.delta(subject, FROM.plusSeconds(86_401), "likes", "2")));
    Feed.undeclare(FROM);
    var path = "/v1/series/" + subject + "/likes?bucket=1h&from=" + FROM + "&to=" + FROM.plusSeconds(2 * 86_400);
    archive("2025-06-10");
    var first = READER.get(path);
    restore("2025-06-10");
    archive("2025-06-11");
    var second = READER.get(path, "If-None-Match", first.header("ETag"));
    restore("2025-06-11");

    assertThat(first.body().at("/points/0/archived").asBoolean()).isTrue();
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body().at("/points/0/archived").asBoolean()).isFalse();
    assertThat(second.body().at("/points/24/archived").asBoolean()).isTrue();
  }

  private static void archive(String day) {
    Feed.update("DELETE FROM analytics.partition_day WHERE day = '" + day + "'");
  }

  private static void restore(String day) {
    Feed.update("INSERT INTO analytics.partition_day VALUES ('" + day + "', now(), '" + day + "')");
  }
}

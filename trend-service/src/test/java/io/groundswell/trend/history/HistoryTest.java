package io.groundswell.trend.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.Slot;
import io.groundswell.trend.Answers;
import io.groundswell.trend.Postbox;
import io.groundswell.trend.TrendBackend;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.SeriesDetector;
import io.groundswell.trend.novelty.NoveltyDetector;
import io.groundswell.trend.novelty.Tuning;
import io.groundswell.trend.truth.LabelledSeries;
import io.groundswell.trend.truth.NoisyCounts;
import io.groundswell.trend.truth.Replayed;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Twelve days of a hashtag that rose sixteen hours ago, sent through the running service.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryTest {

  private static final String PATH = "/v1/trends/hashtag/replayed%2Fthing";
  private static final int DAYS = 12;
  private static final int AGO = 16 * 12;

  private LabelledSeries sent = new LabelledSeries("none", new long[0], new double[0], List.of());

  @BeforeAll
  void sendTheDays() {
    Answers.untilReady();
    long end = Bucket.of(Instant.now()) - 2;
    long begin = end - DAYS * Bucket.DAY;
    var noise = new NoisyCounts(41, 0.05, 0.4);
    var counts = LongStream.range(begin, end)
        .mapToDouble(bucket -> 1 + noise.next(bucket, bucket < end - AGO || bucket > end - AGO + 40 ? 40 : 300))
        .toArray();
    sent = new LabelledSeries("replayed.csv",
        LongStream.range(begin, end).map(bucket -> Bucket.start(bucket).getEpochSecond()).toArray(), counts, List.of());
    try (var postbox = new Postbox(ConfigProvider.getConfig().getValue("groundswell.feed.live-topic", String.class))) {
      for (int i = 0; i < counts.length; i++) {
        postbox.send(Postbox.mentions(1, "replayed/thing", "x", Instant.ofEpochSecond(sent.seconds()[i]),
            (long) counts[i]));
      }
      postbox.flush();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> Answers.get(TrendBackend.READER, PATH + "?window=7d"),
        answer -> answer.status() == 200 && judges(answer.body(), Bucket.start(end - 1)));
  }

  private static boolean judges(JsonNode history, Instant bucket) {
    for (var score : history.path("series").path(0).path("scores")) {
      if (score.path("at").asText().equals(bucket.toString())) {
        return score.path("value").asDouble() > 0;
      }
    }
    return false;
  }

  @Test
  void theScoresAreThoseOfTheCommand() {
    var series = Answers.get(TrendBackend.READER, PATH + "?window=7d").body().path("series").path(0);
    var commands = Replayed.of(sent, Tuning.DEFAULT).scores();
    int offset = -1;
    int fired = 0;
    for (var score : series.path("scores")) {
      if (offset < 0) {
        offset = (int) (Bucket.of(Instant.parse(score.path("at").asText()))
            - Bucket.of(Instant.ofEpochSecond(sent.seconds()[0])));
      }
      if (offset == sent.rows()) {
        // What comes behind was not sent: empty buckets.
        break;
      }
      assertThat(score.path("value").asDouble()).isEqualTo(sent.values()[offset]);
      assertThat(score.path("score").asDouble()).as("row %d", offset).isEqualTo(commands[offset]);
      assertThat(score.path("usual").asDouble()).as("row %d", offset).isBetween(offset == 0 ? 0.0 : 1.0, 100.0);
      fired += commands[offset] >= NoveltyDetector.FIRES ? 1 : 0;
      offset++;
    }
    assertThat(offset).isEqualTo(sent.rows());
    assertThat(fired).isPositive();
  }

  /// One event in 25 minutes for 26 days: most buckets are empty, and the first weeks are forgotten.
  @Test
  void theScoresOfARareSeriesAreThoseOfTheCommandsRunningSystem() {
    long end = Bucket.of(Instant.now()) - 2;
    long begin = end - 26 * Bucket.DAY;
    // One whose weeks have begun some days ago: of before, the service once said what it no longer remembers.
    int number = IntStream.range(0, 10_000)
        .filter(one -> end - SeriesDetector.begin(slot("rare" + one), end) > 24 * Bucket.DAY)
        .findFirst()
        .orElseThrow();
    var noise = new NoisyCounts(43, 0.05, 0.4);
    var rows = new LabelledSeries("rare.csv",
        LongStream.range(begin, end).map(bucket -> Bucket.start(bucket).getEpochSecond()).toArray(),
        LongStream.range(begin, end).mapToDouble(bucket -> bucket == end - 1 ? 1
            : noise.next(bucket, bucket >= end - 90 && bucket < end - 60 ? 3 : 0.2)).toArray(),
        List.of());
    try (var postbox = new Postbox(ConfigProvider.getConfig().getValue("groundswell.feed.live-topic", String.class))) {
      for (int i = 0; i < rows.rows(); i++) {
        if (rows.values()[i] > 0) {
          postbox.send(Postbox.mentions(1, "rare" + number, "seldom", Instant.ofEpochSecond(rows.seconds()[i]),
              (long) rows.values()[i]));
        }
      }
      postbox.flush();
    }
    var path = "/v1/trends/hashtag/rare" + number + "?window=7d";
    var answer = await().atMost(Duration.ofSeconds(60)).until(() -> Answers.get(TrendBackend.READER, path),
        one -> one.status() == 200 && judges(one.body(), Bucket.start(end - 1)));
    var live = Replayed.live(rows, slot("rare" + number)).scores();
    long remembered = SeriesDetector.begin(slot("rare" + number), end) + 21 * Bucket.DAY + Bucket.DAY / 2;
    int compared = 0;
    for (var score : answer.body().path("series").path(0).path("scores")) {
      long bucket = Bucket.of(Instant.parse(score.path("at").asText()));
      if (bucket >= remembered && bucket < end) {
        int row = (int) (bucket - begin);
        assertThat(score.path("score").asDouble()).as("row %d", row).isEqualTo(live[row]);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(500);
    assertThat(Arrays.stream(live).max().orElse(0)).isGreaterThanOrEqualTo(NoveltyDetector.FIRES);
    assertThat(live).isNotEqualTo(Replayed.of(rows, Tuning.DEFAULT).scores());
  }

  private static int slot(String hashtag) {
    return Slot.of(("1/hashtag/" + hashtag).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tellsTheCourseOfATrend() {
    var series = Answers.get(TrendBackend.READER, PATH).body().path("series").path(0);
    assertThat(series.path("states")).extracting(state -> state.path("state").asText())
        .containsSubsequence("started", "peaked", "ended");
    var started = Instant.parse(series.path("states").path(0).path("at").asText());
    assertThat(Duration.between(Instant.ofEpochSecond(sent.seconds()[sent.rows() - AGO]), started).toMinutes())
        .isCloseTo(0, within(15L));
  }

  @Test
  void explainsItsWords() {
    var answer = Answers.get(TrendBackend.READER, PATH + "?window=1h&platform=x&metric=mentions").body();
    assertThat(answer.path("subject").asText()).isEqualTo("hashtag/replayed/thing");
    assertThat(answer.path("explained").path("burst").asText()).contains("Kleinberg");
    assertThat(answer.path("completeThrough").asText()).endsWith("Z");
  }

  @Test
  void whatWasNeverCountedIsUnknownAndWhatIsWrongIsNamed() {
    assertThat(Answers.get(TrendBackend.READER, "/v1/trends/hashtag/nobody").status()).isEqualTo(404);
    assertThat(Answers.get(TrendBackend.STRANGER, PATH).status()).isEqualTo(404);
    assertThat(Answers.get(TrendBackend.WRITER, PATH).status()).isEqualTo(403);
    for (var wrong : List.of("?window=2h", "?platform=A%20B")) {
      var answer = Answers.get(TrendBackend.READER, PATH + wrong);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body().path("detail").asText()).startsWith(wrong.substring(1, wrong.indexOf('=')) + " must be");
    }
  }
}

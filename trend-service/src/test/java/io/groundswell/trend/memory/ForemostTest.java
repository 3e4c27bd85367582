package io.groundswell.trend.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Subject;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.disturbance.Befallen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// New posts by the thousand, all of which stand out.
class ForemostTest {

  private static final long BEGIN = Bucket.of(Instant.parse("2026-03-02T00:00:00Z"));
  private static final int POSTS = 3_000;

  private static SeriesKey post(int number, String metric) {
    return new SeriesKey(1, number % 1_024, new Subject("post", "p" + number), "x", metric);
  }

  /// More likes the higher the number.
  private static PartitionMemory memory() {
    var memory = new PartitionMemory(IntStream.range(0, 1_024), Befallen.NOTHING,
        Budget.unlimited(), key -> key.subject().id().endsWith("77") ? Set.of("seven") : Set.of());
    var counts = new ArrayList<CountedBucket>();
    // For as long as anybody looks back the platform is counted.
    var old = new SeriesKey(1, 3, new Subject("creator", "old"), "x", "mentions");
    for (long bucket = BEGIN - 2 * Bucket.DAY; bucket < BEGIN; bucket++) {
      counts.add(new CountedBucket(old, bucket, 5, 5));
    }
    for (int number = 0; number < POSTS; number++) {
      counts.add(new CountedBucket(post(number, "likes"), BEGIN, 10 + number, 10 + number));
      counts.add(new CountedBucket(post(number, "views"), BEGIN, 5 + number, 5 + number));
    }
    memory.take(counts);
    return memory;
  }

  private static Platforms platforms() {
    var platforms = new Platforms();
    platforms.counted(1, "x", BEGIN - 2 * Bucket.DAY);
    return platforms;
  }

  @Test
  void keepsTheBestOfEachTypeAndNiche() {
    var memory = memory();
    memory.judge(platforms(), BEGIN + 1);
    var standing = memory.standing();
    assertThat(standing.size()).isLessThan(500);
    var best = IntStream.range(POSTS - 100, POSTS).mapToObj(number -> post(number, "likes")).toList();
    assertThat(standing).containsKeys(best.toArray(SeriesKey[]::new));
    var ofNiche = IntStream.range(0, POSTS).filter(number -> number % 100 == 77).mapToObj(n -> post(n, "likes"))
        .toList();
    assertThat(standing).containsKeys(ofNiche.toArray(SeriesKey[]::new));
    assertThat(standing).doesNotContainKey(post(1, "likes"));
  }

  @Test
  void findsThoseThatRiseBetweenTwoBuckets() {
    var memory = memory();
    var platforms = platforms();
    memory.judge(platforms, BEGIN + 1);
    var before = scores(memory);
    memory.take(List.of(new CountedBucket(post(1, "likes"), BEGIN + 1, 90_000, 90_000)));
    memory.judge(platforms, BEGIN + 1);
    assertThat(memory.standing()).containsKey(post(1, "likes")).containsKeys(before.toArray(SeriesKey[]::new));
    assertThat(scores(memory).getLast()).isEqualTo(post(1, "likes"));
  }

  private static List<SeriesKey> scores(PartitionMemory memory) {
    var scores = new HashMap<SeriesKey, Double>();
    memory.standing().forEach((key, all) -> scores.put(key,
        all.stream().mapToDouble(one -> one.assessment().score()).max().orElse(0)));
    return scores.keySet().stream().sorted(Comparator.comparingDouble(scores::get)).toList();
  }
}

package io.groundswell.proof.bench;

import io.groundswell.contract.Subject;
import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.SeriesDetector;
import java.time.Instant;
import java.util.HashMap;

/// Holds as many series as it is told, as a trend-service's memory does, in a process of its own whose heap is that of
/// a pod; and takes one bucket of each, and judges each once. Prints the bytes of a series, and the seconds of both.
final class MillionSeries {

  private static final long BEGIN = Bucket.of(Instant.parse("2026-01-05T00:00:00Z"));
  private static final int BUCKETS = 12;

  private MillionSeries() {
  }

  /// As the service names a series.
  private record Key(int organization, int slot, Subject subject, String platform, String metric) {
  }

  public static void main(String[] arguments) {
    int many = Integer.parseInt(arguments[0]);
    var series = new HashMap<Key, SeriesDetector>();
    long before = used();
    for (int i = 0; i < many; i++) {
      var detector = new SeriesDetector(BEGIN);
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        detector.put(BEGIN + bucket, 1 + (i + 7 * bucket) % 5, 3);
      }
      series.put(new Key(1, i & 1023, new Subject("post", "post-" + i), "x", "likes"), detector);
    }
    long bytes = (used() - before) / many;
    long began = System.nanoTime();
    series.values().forEach(one -> one.put(BEGIN + BUCKETS, 3, 3));
    long taken = System.nanoTime();
    var assessor = new Assessor();
    long standing = series.values()
        .stream()
        .filter(one -> !assessor.judge(one, BEGIN, BEGIN + BUCKETS + 1).standing().isEmpty())
        .count();
    System.out.println(bytes + " " + (taken - began) / 1e9 + " " + (System.nanoTime() - taken) / 1e9 + " " + standing);
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

package io.groundswell.proof.bench;

import io.groundswell.contract.Subject;
import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Gaps;
import io.groundswell.trend.detect.Series;
import io.groundswell.trend.detect.SeriesDetector;
import java.time.Instant;
import java.util.HashMap;

/// Holds as many series as it is told, as a trend-service's memory does, in a process of its own whose heap is that of
/// a pod; and takes one bucket of each, and judges each once. Prints the bytes of a series, and the seconds of both;
/// and first of as many young ones the bytes, and the seconds to judge each.
final class MillionSeries {

  private static final long BEGIN = Bucket.of(Instant.parse("2026-01-05T00:00:00Z"));
  private static final int BUCKETS = 12;
  private static final int YOUNG_COUNTS = 5;

  private MillionSeries() {
  }

  /// As the service names a series.
  private record Key(int organization, int slot, Subject subject, String platform, String metric) {
  }

  public static void main(String[] arguments) {
    int many = Integer.parseInt(arguments[0]);
    var young = young(many);
    var series = new HashMap<Key, Series>();
    long before = used();
    for (int i = 0; i < many; i++) {
      var detector = new Series(BEGIN);
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        detector.put(BEGIN + bucket, 1 + (i + 7 * bucket) % 5, 3, Gaps.NONE);
      }
      series.put(key(i), detector);
    }
    long bytes = (used() - before) / many;
    long began = System.nanoTime();
    series.values().forEach(one -> one.put(BEGIN + BUCKETS, 3, 3, Gaps.NONE));
    long taken = System.nanoTime();
    var assessor = new Assessor();
    var scratch = new SeriesDetector(0);
    long standing = series.values()
        .stream()
        .filter(
            one -> !assessor.judge(one.detector(scratch, Gaps.NONE), BEGIN, BEGIN + BUCKETS + 1).standing().isEmpty())
        .count();
    System.out.println(bytes + " " + (taken - began) / 1e9 + " " + (System.nanoTime() - taken) / 1e9 + " " + young + " "
        + standing);
  }

  /// A few counts of each, half an hour apart.
  private static String young(int many) {
    var series = new HashMap<Key, Series>();
    long before = used();
    for (int i = 0; i < many; i++) {
      var one = new Series(BEGIN);
      for (int count = 0; count < YOUNG_COUNTS; count++) {
        one.put(BEGIN + 6L * count, 1 + (i + 7 * count) % 5, 3, Gaps.NONE);
      }
      series.put(key(i), one);
    }
    long bytes = (used() - before) / many;
    long began = System.nanoTime();
    var assessor = new Assessor();
    var scratch = new SeriesDetector(0);
    long standing = series.values()
        .stream()
        .filter(one -> !assessor.judge(one.detector(scratch, Gaps.NONE), BEGIN, BEGIN + 40).standing().isEmpty())
        .count();
    return bytes + " " + (System.nanoTime() - began) / 1e9 + " " + standing;
  }

  private static Key key(int number) {
    return new Key(1, number & 1023, new Subject("post", "post-" + number), "x", "likes");
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

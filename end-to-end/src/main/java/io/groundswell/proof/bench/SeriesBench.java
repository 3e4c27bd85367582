package io.groundswell.proof.bench;

import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.SeriesDetector;
import io.groundswell.trend.truth.NoisyCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// What a bucket of a series costs. Two thousand series in turn, 4 MB of them, so that not all lie in the nearest
/// cache.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SeriesBench {

  private static final int SERIES = 2_000;
  private static final int DAYS = 5;
  private static final long BEGIN = Bucket.of(Instant.parse("2026-01-05T00:00:00Z"));

  private final List<SeriesDetector> series = new ArrayList<>();
  private final NoisyCounts noise = new NoisyCounts(1, 0.05, 0.5);
  private final Assessor assessor = new Assessor();
  private long bucket = BEGIN;
  private int next;
  private int judged;

  /// Five days of counts.
  @Setup
  public void live() {
    for (int i = 0; i < SERIES; i++) {
      series.add(new SeriesDetector(BEGIN));
    }
    for (; bucket < BEGIN + (long) DAYS * Bucket.DAY; bucket++) {
      for (var one : series) {
        one.put(bucket, 1 + noise.next(bucket, 20), 20);
      }
    }
  }

  @Benchmark
  public SeriesDetector bucketOfASeries() {
    var one = series.get(next);
    one.put(bucket, 1 + noise.next(bucket, 20), 20);
    next++;
    if (next == SERIES) {
      next = 0;
      bucket++;
    }
    return one;
  }

  @Benchmark
  public Assessor.Judgement judgingASeries() {
    judged = (judged + 1) % SERIES;
    return assessor.judge(series.get(judged), BEGIN, bucket);
  }

  static List<List<String>> run() throws RunnerException {
    var options = new OptionsBuilder().include(SeriesBench.class.getName()).verbosity(VerboseMode.SILENT).build();
    var rows = new ArrayList<List<String>>();
    for (var result : new Runner(options).run()) {
      var primary = result.getPrimaryResult();
      rows.add(List.of(primary.getLabel().equals("bucketOfASeries") ? "taking a bucket of a series"
          : "judging a series for all boards", Section.number(primary.getScore()) + " ns",
          "± "
              + Section.number(primary.getScoreError()) + " (99.9 %); goal 2,000"));
    }
    return rows;
  }
}

package io.groundswell.trend.hot;

import io.groundswell.trend.detect.Assessment;
import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.SeriesDetector;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Judges a niche: what its subjects count on all platforms together, metric by metric, is a series like any other, and
/// goes through the same detector; so a niche is hot by the formulas of a trend. Pure.
final class NicheAnalysis {

  /// Of what is written down. Raised when the analysis changes, so that all niches are analysed anew.
  static final int VERSION = 1;

  /// Metrics of a niche that are looked at: those of most events.
  private static final int MOST_METRICS = 8;

  private final Reliable reliable;
  private final long since;
  private final SortedMap<String, List<Counted>> metrics = new TreeMap<>();

  /// @param since the bucket from which on nothing counted means that nothing happened
  NicheAnalysis(long since, Reliable reliable) {
    this.since = since;
    this.reliable = reliable;
  }

  /// What was counted of a metric in five minutes.
  ///
  /// @param steadyTotal of that, what can be judged
  private record Counted(long bucket, long events, double total, long steadyEvents, double steadyTotal) {
  }

  /// How the niche stands out by the metric by which it does so most.
  record Hot(String metric, Assessment assessment) {
  }

  /// What was counted day by day (UTC).
  record Days(LocalDate firstDay, List<Double> days) {

    Days {
      days = List.copyOf(days);
    }
  }

  /// Takes a row of metric, bucket, events and total, and the latter two of what can be judged; in the order of the
  /// buckets.
  void take(Row row) {
    metrics.computeIfAbsent(row.getString("metric"), none -> new ArrayList<>())
        .add(new Counted(Bucket.of(row.getOffsetDateTime("bucket_start").toInstant()), row.getLong("events"),
            row.getDouble("total"), row.getLong("steady_events"), row.getDouble("steady_total")));
  }

  /// @param slot spreads the work of niches over the week, as that of series is
  @Nullable
  Hot hot(int slot) {
    return leading().stream()
        .flatMap(metric -> judge(slot, metric).stream())
        .max(Comparator.<Hot>comparingDouble(hot -> hot.assessment.score()).thenComparing(Hot::metric))
        .orElse(null);
  }

  private List<Hot> judge(int slot, String metric) {
    var gaps = reliable.gaps();
    // What some platforms count while another is silent is no sum of all.
    var buckets = metrics.getOrDefault(metric, List.of()).stream()
        .filter(bucket -> bucket.steadyEvents > 0 && gaps.end(bucket.bucket) == bucket.bucket)
        .toList();
    if (buckets.isEmpty()) {
      return List.of();
    }
    long begin = SeriesDetector.begin(slot, buckets.getLast().bucket);
    var detector = new SeriesDetector(begin);
    buckets.stream()
        .filter(bucket -> bucket.bucket >= begin)
        .forEach(bucket -> detector.put(bucket.bucket, bucket.steadyTotal, bucket.steadyEvents, gaps));
    return new Assessor().judge(detector, since, reliable.until(), gaps).standing().stream()
        .map(assessment -> new Hot(metric, assessment))
        .toList();
  }

  /// Of each metric the days from the first with anything to the last complete one's.
  SortedMap<String, Days> days() {
    var days = new TreeMap<String, Days>();
    var today = day(reliable.until());
    for (var metric : leading()) {
      var sums = new TreeMap<LocalDate, Double>();
      metrics.getOrDefault(metric, List.of())
          .forEach(bucket -> sums.merge(day(bucket.bucket), bucket.total, Double::sum));
      var last = sums.lastKey().isAfter(today) ? sums.lastKey() : today;
      days.put(metric, new Days(sums.firstKey(), sums.firstKey().datesUntil(last.plusDays(1))
          .map(date -> sums.getOrDefault(date, 0.0)).toList()));
    }
    return days;
  }

  private List<String> leading() {
    return metrics.entrySet().stream()
        .sorted(Comparator.<Map.Entry<String, List<Counted>>>comparingLong(
            entry -> -entry.getValue().stream().mapToLong(Counted::events).sum())
            .thenComparing(Map.Entry::getKey))
        .limit(MOST_METRICS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static LocalDate day(long bucket) {
    return Bucket.start(bucket).atOffset(ZoneOffset.UTC).toLocalDate();
  }
}

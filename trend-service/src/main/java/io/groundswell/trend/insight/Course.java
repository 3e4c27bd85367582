package io.groundswell.trend.insight;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.detect.SeriesDetector;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbance;
import io.groundswell.trend.memory.SeriesKey;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/// A series as it is stored, judged anew by the detector that judges it live.
final class Course {

  /// A trend starts within the hour of its first bucket.
  private static final long TOLERANCE = 12;
  private static final long LEVEL_DAYS = 3;

  private static final String COUNTS = """
      SELECT bucket_start, events, total::float8 AS total FROM analytics.trend_bucket
      WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4 AND platform = $5 AND metric = $6
        AND bucket_start < $7 AND live ORDER BY bucket_start""";

  private final SortedMap<Long, Double> totals = new TreeMap<>();
  private final List<Trend> trends = new ArrayList<>();
  private final SeriesKey series;
  private final Befallen befallen;
  private Phase phase = Phase.CALM;

  private Course(SeriesKey series, Befallen befallen) {
    this.series = series;
    this.befallen = befallen;
  }

  /// @param peaked the first bucket past the peak; [#NEVER] where it is not past it
  /// @param ended the first bucket that is calm again; [#NEVER] while it runs
  record Trend(long started, long peaked, long ended) {
  }

  static final long NEVER = Long.MAX_VALUE;

  /// @param ask runs a query
  /// @param open the first bucket that is not looked at
  static Course of(BiFunction<String, Tuple, RowSet<Row>> ask, SeriesKey series, long open) {
    var course = new Course(series,
        Befallen.from(ask.apply(Disturbance.SELECT, Tuple.of(series.organization()))));
    var rows = ask.apply(COUNTS, Tuple.tuple().addInteger(series.organization()).addShort((short) series.slot())
        .addString(series.subject().type()).addString(series.subject().id()).addString(series.platform())
        .addString(series.metric()).addOffsetDateTime(Bucket.start(open).atOffset(ZoneOffset.UTC)));
    if (rows.size() == 0) {
      return course;
    }
    var counts = new ArrayList<Row>();
    rows.forEach(counts::add);
    long newest = Bucket.of(counts.getLast().getOffsetDateTime("bucket_start").toInstant());
    long begin = SeriesDetector.begin(series.slot(), newest);
    var gaps = course.befallen.gaps(series.organization(), series.platform());
    var detector = new SeriesDetector(begin,
        (bucket, value, usual, spread, score, phase) -> course.judged(bucket, phase));
    for (var row : counts) {
      long bucket = Bucket.of(row.getOffsetDateTime("bucket_start").toInstant());
      course.totals.put(bucket, row.getDouble("total"));
      if (bucket >= begin) {
        detector.put(bucket, row.getDouble("total"), row.getLong("events"), gaps);
      }
    }
    detector.finish(course.befallen.judgedUntil(series.organization(), series.platform(), open), gaps);
    return course;
  }

  private void judged(long bucket, Phase now) {
    boolean runs = !trends.isEmpty() && trends.getLast().ended == NEVER;
    boolean begins = phase == Phase.CALM;
    phase = now;
    switch (now) {
      case RISEN -> {
        // What a change of the metric has made is no trend.
        if (begins && !befallen.isOfChange(series.organization(), series.platform(), series.metric(), bucket)) {
          trends.add(new Trend(bucket, NEVER, NEVER));
        }
      }
      case PEAKED -> {
        if (runs && trends.getLast().peaked == NEVER) {
          trends.set(trends.size() - 1, new Trend(trends.getLast().started, bucket, NEVER));
        }
      }
      case CALM -> {
        if (runs) {
          trends.set(trends.size() - 1, new Trend(trends.getLast().started, trends.getLast().peaked, bucket));
        }
      }
    }
  }

  /// The trend that began then, by what is known now; one that never was has started [never][#NEVER].
  Trend beganAt(long since) {
    return trends.stream()
        .filter(trend -> trend.started >= since - TOLERANCE && trend.started <= since + TOLERANCE
            || trend.started <= since && trend.ended > since)
        .findFirst()
        .orElse(new Trend(NEVER, NEVER, NEVER));
  }

  /// From where on what was counted can be compared with what came at last: since what the metric counts has changed
  /// last before `end`, and since the given bucket where it has not.
  long unchangedSince(long since, long end) {
    return befallen.unchangedSince(series.organization(), series.platform(), series.metric(), since, end);
  }

  /// What a bucket counted on the average of the three days before.
  double levelBefore(long bucket) {
    long from = totals.isEmpty() ? bucket : Math.max(totals.firstKey(), bucket - LEVEL_DAYS * Bucket.DAY);
    return from < bucket ? sum(from, bucket) / (bucket - from) : 0;
  }

  double sum(long from, long to) {
    return totals.subMap(from, Math.max(from, to)).values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /// The bucket that counts most; `from` where nothing is counted.
  long highest(long from, long to) {
    long highest = from;
    for (var entry : totals.subMap(from, Math.max(from, to)).entrySet()) {
      if (entry.getValue() > totals.getOrDefault(highest, 0.0)) {
        highest = entry.getKey();
      }
    }
    return highest;
  }

  /// The hour (UTC) that counts most, as its first bucket; the first where nothing is counted.
  long highestHour(long from, long to) {
    long hour = Bucket.DAY / 24;
    long highest = Math.ceilDiv(from, hour) * hour;
    for (long at = highest; at + hour <= to; at += hour) {
      if (sum(at, at + hour) > sum(highest, highest + hour)) {
        highest = at;
      }
    }
    return highest;
  }
}

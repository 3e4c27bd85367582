package io.groundswell.trend.lead;

import io.groundswell.contract.Subject;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbance;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Which platform goes ahead of which, by what a subject counts there: since what the metric counts has changed last on
/// one of the two, and since one of them was silent last.
public final class Leads {

  private static final int FEWEST = 48;
  /// The largest lag is at most this share of the series.
  private static final int LAG_SHARE = 4;

  private static final String COUNTS = """
      SELECT b.platform, b.bucket_start, b.total::float8 AS total, p.counted_since
      FROM analytics.trend_bucket AS b JOIN analytics.trend_platform AS p USING (organization_id, platform)
      WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4 AND metric = $5
        AND bucket_start >= $6 AND bucket_start < $7 AND live ORDER BY b.platform""";

  private final int stepBuckets;
  private final int steps;
  private final int mostLag;
  private final long open;
  private String metric = "";
  private final SortedMap<String, Series> byPlatform = new TreeMap<>();

  /// @param open the first bucket that is not complete
  public Leads(Window window, long open) {
    // Half a day by five minutes, three days by quarters of an hour, two weeks by hours.
    this.stepBuckets = switch (window) {
      case HOUR -> 1;
      case DAY -> 3;
      case WEEK -> 12;
    };
    this.steps = switch (window) {
      case HOUR -> 144;
      case DAY -> 288;
      case WEEK -> 336;
    };
    this.mostLag = switch (window) {
      case HOUR -> 12;
      case DAY -> 24;
      case WEEK -> 48;
    };
    this.open = open;
  }

  /// @param since the first step of which silence says something, and from which on all counts can be compared
  private record Series(double[] counts, int since) {
  }

  /// Reads what the subject counts of a metric.
  ///
  /// @param ask runs a query
  public Leads read(BiFunction<String, Tuple, RowSet<Row>> ask, int organization, int slot, Subject subject,
      String name) {
    metric = name;
    long begin = begin();
    var befallen = Befallen.from(ask.apply(Disturbance.SELECT, Tuple.of(organization)));
    for (var row : ask.apply(COUNTS, Tuple.tuple().addInteger(organization).addShort((short) slot)
        .addString(subject.type()).addString(subject.id()).addString(metric)
        .addOffsetDateTime(Bucket.start(begin).atOffset(ZoneOffset.UTC))
        .addOffsetDateTime(Bucket.start(open).atOffset(ZoneOffset.UTC)))) {
      var platform = row.getString("platform");
      long counted = Bucket.of(row.getOffsetDateTime("counted_since").toInstant());
      var series = byPlatform.computeIfAbsent(platform, none -> {
        long since = befallen.unchangedSince(organization, platform, name,
            befallen.heardSince(organization, platform, counted, open), open);
        return new Series(new double[steps],
            (int) Math.ceilDiv(Math.max(0, since - begin), (long) stepBuckets));
      });
      int step = (int) ((Bucket.of(row.getOffsetDateTime("bucket_start").toInstant()) - begin) / stepBuckets);
      series.counts[step] += row.getDouble("total");
    }
    return this;
  }

  /// The first bucket that is looked at.
  public long begin() {
    return open - (long) steps * stepBuckets;
  }

  /// Of each pair of platforms.
  public List<Lead> all() {
    var leads = new ArrayList<Lead>();
    var platforms = List.copyOf(byPlatform.keySet());
    for (int i = 0; i < platforms.size(); i++) {
      for (int j = i + 1; j < platforms.size(); j++) {
        var pair = pair(platforms.get(i), platforms.get(j));
        if (pair != null) {
          leads.add(pair);
        }
      }
    }
    return leads;
  }

  private @Nullable Lead pair(String one, String other) {
    var first = byPlatform.getOrDefault(one, new Series(new double[0], 0));
    var second = byPlatform.getOrDefault(other, new Series(new double[0], 0));
    int from = Math.max(first.since, second.since);
    int length = steps - from;
    if (length < FEWEST) {
      return null;
    }
    var found = LeadLag.of(Arrays.copyOfRange(first.counts, from, steps),
        Arrays.copyOfRange(second.counts, from, steps), Math.min(mostLag, length / LAG_SHARE));
    boolean firstLeads = found.lag() >= 0;
    return new Lead(firstLeads ? one : other, firstLeads ? other : one, metric,
        Bucket.LENGTH.toMinutes() * stepBuckets * Math.abs(found.lag()), found.correlation(), found.pValue(),
        found.isLead(), length);
  }
}

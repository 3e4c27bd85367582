package io.groundswell.trend.crowd;

import io.groundswell.trend.crowd.Crowd.Share;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.memory.SeriesKey;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads who is behind series: one row for each that has creators, whatever their number.
public final class CrowdQuery {

  private static final long SLICE = Duration.ofHours(6).toSeconds();

  public static final String SELECT = """
      SELECT place, count(*) FILTER (WHERE total > 0) AS filled, sum(greatest(total, 0)) AS total,
        sum(greatest(total, 0) ^ 2) AS squares,
        (array_agg(CASE WHEN mixed OR creator = '' THEN NULL ELSE creator END ORDER BY total DESC, cell))[1:3] AS creators,
        (array_agg(total ORDER BY total DESC, cell))[1:3] AS totals
      FROM (
        SELECT wanted.place, kept.cell, min(kept.creator) AS creator,
          bool_or(kept.mixed) OR min(kept.creator) <> max(kept.creator) AS mixed, sum(kept.total)::float8 AS total
        FROM unnest($1::int[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
            WITH ORDINALITY
            AS wanted (organization_id, slot, subject_type, subject_id, platform, metric, since, place)
          JOIN analytics.trend_creator AS kept
            USING (organization_id, slot, subject_type, subject_id, platform, metric)
        WHERE kept.slice_start >= wanted.since
        GROUP BY 1, 2
      ) AS cells
      GROUP BY place""";

  private CrowdQuery() {
  }

  /// A series in a window that ends with a bucket.
  ///
  /// @param complete the first bucket that is not complete
  public record Asked(SeriesKey series, Window window, long complete) {

    /// The begin of the slice in which the window begins.
    Instant since() {
      long begin = Bucket.start(complete).minus(window.length()).getEpochSecond();
      return Instant.ofEpochSecond(Math.floorDiv(begin, SLICE) * SLICE);
    }
  }

  public static Tuple arguments(List<Asked> asked) {
    return Tuple.tuple()
        .addArrayOfInteger(asked.stream().map(one -> one.series().organization()).toArray(Integer[]::new))
        .addArrayOfShort(asked.stream().map(one -> (short) one.series().slot()).toArray(Short[]::new))
        .addArrayOfString(asked.stream().map(one -> one.series().subject().type()).toArray(String[]::new))
        .addArrayOfString(asked.stream().map(one -> one.series().subject().id()).toArray(String[]::new))
        .addArrayOfString(asked.stream().map(one -> one.series().platform()).toArray(String[]::new))
        .addArrayOfString(asked.stream().map(one -> one.series().metric()).toArray(String[]::new))
        .addArrayOfOffsetDateTime(asked.stream()
            .map(one -> one.since().atOffset(ZoneOffset.UTC))
            .toArray(OffsetDateTime[]::new));
  }

  /// Who is behind what was asked for; nothing where no event names its creator.
  public static Map<Asked, Crowd> crowds(List<Asked> asked, Iterable<Row> rows) {
    var crowds = new HashMap<Asked, Crowd>();
    for (var row : rows) {
      var one = asked.get(row.getLong("place").intValue() - 1);
      double total = row.getDouble("total");
      if (total > 0) {
        crowds.put(one, Crowd.of(one.since().toString(), row.getLong("filled"), total, row.getDouble("squares"),
            largest(row.getArrayOfStrings("creators"), row.getArrayOfDoubles("totals"), total)));
      }
    }
    return crowds;
  }

  private static List<Share> largest(String[] creators, Double[] totals, double all) {
    var largest = new ArrayList<Share>();
    Arrays.setAll(totals, i -> Math.max(0, totals[i]));
    for (int i = 0; i < totals.length; i++) {
      if (totals[i] > 0) {
        largest.add(new Share(creators[i], totals[i] / all));
      }
    }
    return largest;
  }
}

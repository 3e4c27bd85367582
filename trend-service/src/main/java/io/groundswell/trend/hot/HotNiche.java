package io.groundswell.trend.hot;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.groundswell.trend.hot.NicheAnalysis.Hot;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A niche that stands out. Of one that an older application wrote down, and that does not stand out by our count, only
/// the name and the direction are known.
///
/// @param rank from 1, the hottest first
/// @param niche its slug
/// @param metric by which it stands out most
/// @param score `log₂(growth) · confidence`, as of a trend
/// @param trendDirection `rising`, `steady` or `falling`: Mann-Kendall with Hamed's and Rao's variance
/// @param trendConfidence 0 to 1, of that test
/// @param daysTrending days (UTC) since it left its normal, today included; 0 where it has not
/// @param confidence 0 to 1 that it has left its normal
/// @param observed sum of the metric over the span that stands out most, `expected` what the niche's own past predicts
/// @param subjects how many belong to it
/// @param analyzedAt RFC 3339
record HotNiche(int rank, String niche, long nicheId, String name, @Nullable Double score,
    @Nullable String trendDirection, @Nullable Double trendConfidence, @Nullable Integer daysTrending, long subjects,
    @Nullable String analyzedAt, @JsonUnwrapped Evidence evidence) {

  /// What of it is kept as JSON.
  @JsonPropertyOrder({"metric", "window", "phase", "since", "observed", "expected", "growth", "confidence",
      "sparkline"})
  record Evidence(@Nullable String metric, @Nullable String window, @Nullable String phase, @Nullable String since,
      @Nullable Double observed, @Nullable Double expected, @Nullable Double growth, @Nullable Double confidence,
      List<Double> sparkline) {

    static final Evidence NONE = new Evidence(null, null, null, null, null, null, null, null, List.of());

    static Evidence of(Hot hot) {
      var assessment = hot.assessment();
      return new Evidence(hot.metric(), assessment.window().slug(), assessment.phase().slug(),
          assessment.since().toString(), assessment.observed(), assessment.expected(), assessment.growth(),
          assessment.confidence(), assessment.sparkline());
    }
  }

  record Listing(List<HotNiche> niches) {

    static Listing from(RowSet<Row> rows) {
      var niches = new ArrayList<HotNiche>();
      rows.forEach(row -> niches.add(HotNiche.from(niches.size() + 1, row)));
      return new Listing(niches);
    }
  }

  static HotNiche from(int rank, Row row) {
    var computed = row.getOffsetDateTime("trend_computed_at");
    return new HotNiche(rank, row.getString("niche_slug"), row.getLong("niche_id"), row.getString("niche_name"),
        row.getDouble("trend_score"), row.getString("trend_direction"), row.getDouble("trend_confidence"),
        row.getInteger("days_trending"), row.getLong("subjects"), text(computed),
        HotNiches.evidence(row.getString("trend_evidence")));
  }

  static @Nullable String text(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant().toString();
  }
}

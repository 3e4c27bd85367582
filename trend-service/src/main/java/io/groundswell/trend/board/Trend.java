package io.groundswell.trend.board;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.groundswell.trend.crowd.Crowd;
import io.groundswell.trend.detect.Assessment;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.evidence.Method;
import io.groundswell.trend.memory.Late;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.memory.Standout;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A subject that stands out, by its metric that does so most.
///
/// @param subject `type/id`
/// @param score what boards are ranked by, see [Assessment#score]; figures are rounded to six digits
/// @param direction where the window's steps go: `rising`, `steady`, `falling` (Mann-Kendall with Hamed's and Rao's
///     variance)
/// @param directionConfidence 0 to 1, of that test
/// @param slopePerHour Sen's slope: by how much an hour's steps grow, in the metric's unit
/// @param confidence 0 to 1 that it has left its normal
/// @param phase `calm` before it fires, `risen`, `peaked`
/// @param since RFC 3339: when it left its normal
/// @param daysTrending days (UTC) since then, today included
/// @param over length of the span in which it stands out most: `5m`, `6h`, `7d`
/// @param observed sum of the metric over that span, `expected` what the series' past predicts
/// @param surprise `−log₁₀` of the probability that so many happen by chance
/// @param momentum how much larger, in e-folds, the counts of lately are than those of before
/// @param methods those that agree, of [Method]
/// @param platforms share of each platform in what the metric counts in the window, 0 to 1
/// @param creators who is behind it; null where no event names its creator
/// @param trust `1 − concentration` of the creators, 0 to 1, see [Crowd]; apart from the score, never part of it
/// @param rejudged that an event came after its bucket was judged, in the last seven days; null where none did
/// @param niches that the subject belongs to, by their slugs
/// @param sparkline sums of the last steps (five minutes, hours or days), the newest last
@JsonPropertyOrder({"subject", "platform", "metric", "score", "direction", "directionConfidence", "slopePerHour",
    "confidence", "phase", "since", "daysTrending", "over", "observed", "expected", "growth", "surprise", "momentum",
    "methods", "platforms", "creators", "trust", "rejudged", "niches", "sparkline"})
public record Trend(String subject, String platform, String metric, double score, String direction,
    double directionConfidence, double slopePerHour, double confidence, String phase, String since, int daysTrending,
    String over, double observed, double expected, double growth, double surprise, double momentum,
    List<String> methods, SortedMap<String, Double> platforms, @Nullable Crowd creators, @Nullable Double trust,
    @Nullable Rejudged rejudged, @Nullable List<String> niches,
    List<Double> sparkline) {

  /// @param at RFC 3339: when the late event was received
  /// @param bucket RFC 3339: the begin of the five minutes in which it happened; judged anew from then on
  public record Rejudged(String at, String bucket) {

    public static @Nullable Rejudged of(@Nullable Late late) {
      return late == null ? null : new Rejudged(late.at().toString(), Bucket.start(late.bucket()).toString());
    }
  }

  /// The best first; equal ones in a fixed order, so that every replica has the same board.
  static final Comparator<Trend> BEST_FIRST = Comparator.comparingDouble(Trend::score).reversed()
      .thenComparing(Trend::subject)
      .thenComparing(Trend::platform)
      .thenComparing(Trend::metric);

  public Trend {
    methods = List.copyOf(methods);
    // Null in what was stored before there were any.
    niches = niches == null ? List.of() : List.copyOf(niches);
    sparkline = List.copyOf(sparkline);
  }

  /// A stand-out as it is published.
  ///
  /// @param niches of the subject
  public static Trend of(SeriesKey series, Standout standout, @Nullable Crowd crowd, List<String> niches) {
    var assessment = standout.assessment();
    var evidence = assessment.evidence();
    return new Trend(series.subject().toString(), series.platform(), series.metric(), rounded(assessment.score()),
        evidence.drift().direction().slug(), rounded(evidence.drift().confidence()), rounded(assessment.slopePerHour()),
        rounded(assessment.confidence()), assessment.phase().slug(), assessment.since().toString(),
        assessment.daysTrending(), slug(assessment.over()), rounded(assessment.observed()),
        rounded(assessment.expected()), rounded(assessment.growth()), rounded(evidence.surprise()),
        rounded(evidence.momentum()), evidence.agreeing().stream().sorted().map(Method::slug).toList(),
        shares(standout.platforms()), rounded(crowd), crowd == null ? null : rounded(crowd.trust()),
        Rejudged.of(standout.late()), niches, assessment.sparkline().stream().map(Trend::rounded).toList());
  }

  @Override
  public List<String> niches() {
    return niches == null ? List.of() : niches;
  }

  boolean isIn(String niche) {
    return niches().contains(niche);
  }

  /// `hashtag` of `hashtag/foo`.
  String subjectType() {
    return subject.substring(0, subject.indexOf('/'));
  }

  private static SortedMap<String, Double> shares(SortedMap<String, Double> totals) {
    double all = totals.values().stream().mapToDouble(Double::doubleValue).sum();
    var shares = new TreeMap<String, Double>();
    totals.forEach((platform, total) -> shares.put(platform, rounded(total / all)));
    return shares;
  }

  private static @Nullable Crowd rounded(@Nullable Crowd crowd) {
    return crowd == null ? null
        : new Crowd(crowd.since(), rounded(crowd.total()), crowd.distinct(), rounded(crowd.concentration()),
            crowd.largest().stream().map(one -> new Crowd.Share(one.creator(), rounded(one.share()))).toList());
  }

  private static double rounded(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(6)).doubleValue();
  }

  private static String slug(Duration span) {
    if (span.toHours() == 0) {
      return span.toMinutes() + "m";
    }
    return span.toHours() % 24 == 0 ? span.toDays() + "d" : span.toHours() + "h";
  }
}

package io.groundswell.trend.board;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.groundswell.trend.detect.Assessment;
import io.groundswell.trend.memory.SeriesKey;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Comparator;

/// A subject that stands out, by its metric that does so most.
///
/// @param subject `type/id`
/// @param score what boards are ranked by, see [Assessment#score]; figures are rounded to six digits
/// @param since RFC 3339: when it left its normal
/// @param over length of the span in which it stands out most: `5m`, `6h`, `7d`
/// @param observed sum of the metric over that span, `expected` what the series' past predicts
@JsonPropertyOrder({"subject", "platform", "metric", "score", "direction", "confidence", "since", "over", "observed",
    "expected", "growth"})
record Trend(String subject, String platform, String metric, double score, String direction, double confidence,
    String since, String over, double observed, double expected, double growth) {

  /// The best first; equal ones in a fixed order, so that every replica has the same board.
  static final Comparator<Trend> BEST_FIRST = Comparator.comparingDouble(Trend::score).reversed()
      .thenComparing(Trend::subject)
      .thenComparing(Trend::platform)
      .thenComparing(Trend::metric);

  static Trend of(SeriesKey series, Assessment assessment) {
    return new Trend(series.subject().toString(), series.platform(), series.metric(), rounded(assessment.score()),
        assessment.direction().slug(), rounded(assessment.confidence()), assessment.since().toString(),
        slug(assessment.over()), rounded(assessment.observed()), rounded(assessment.expected()),
        rounded(assessment.growth()));
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

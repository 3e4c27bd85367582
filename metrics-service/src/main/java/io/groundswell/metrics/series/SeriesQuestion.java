package io.groundswell.metrics.series;

import io.groundswell.contract.Kind;
import io.groundswell.contract.Slug;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/// Which series is asked for, and which figure of it.
///
/// @param platform null: all
/// @param kind null: the one that the series has
/// @param aggregate null: the usual of the kind
record SeriesQuestion(Subject subject, String metric, @Nullable String platform, @Nullable Kind kind,
    @Nullable Aggregate aggregate) {

  /// @throws ProblemException 400 for the first parameter that breaks its rule
  static SeriesQuestion of(@Nullable Subject subject, String metric, @Nullable String platform, @Nullable String kind,
      @Nullable String agg) {
    if (subject == null) {
      throw Period.wrong("subject", "must be a lower-case type and an id of 1 to 256 characters");
    }
    if (platform != null && !Slug.is(platform, 32)) {
      throw Period.wrong("platform", "must be a lower-case slug");
    }
    return new SeriesQuestion(subject, Period.metric(metric), platform,
        kind == null ? null : Period.choice("kind", kind, Kind::find, "must be delta, total or gauge"),
        agg == null ? null : Period.choice("agg", agg, Aggregate::find, "must be one of " + Aggregate.choice()));
  }
}

package io.groundswell.trend.hot;

import io.groundswell.trend.detect.Gaps;
import io.groundswell.trend.disturbance.Befallen;
import java.util.Collection;
import java.util.List;

/// What of a niche's counts can be judged, by what befell its platforms and metrics. Pure.
///
/// Counts of several platforms are added up, so a platform that is silent would be a fall of the niche, and a metric
/// that counts something else a rise: both are left out, with their whole past, the metric for a week. Where every
/// platform of the niche is silent, it stays as it was.
///
/// @param leftOut measures that are not added up
/// @param gaps where one of the others was silent: nothing is judged there
/// @param until the first bucket that is not judged
record Reliable(List<Measure> leftOut, Gaps gaps, long until) {

  /// A metric on a platform.
  record Measure(String platform, String metric) {
  }

  /// @param measures of the niche
  /// @param complete the first bucket that is not complete
  static Reliable of(int organization, Collection<Measure> measures, Befallen befallen, long complete) {
    long until = measures.stream()
        .mapToLong(one -> befallen.judgedUntil(organization, one.platform, complete)).max().orElse(complete);
    var leftOut = measures.stream()
        .filter(one -> befallen.isChanged(organization, one.platform, one.metric, complete)
            || befallen.judgedUntil(organization, one.platform, complete) < until)
        .toList();
    var gaps = measures.stream()
        .filter(one -> !leftOut.contains(one))
        .map(Measure::platform)
        .distinct()
        .map(platform -> befallen.gaps(organization, platform))
        .reduce(Gaps.NONE, Gaps::and);
    return new Reliable(leftOut, gaps, until);
  }
}

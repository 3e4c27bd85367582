package io.groundswell.metrics.top;

import io.groundswell.contract.Kind;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Slug;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which list is asked for.
///
/// @param kind deltas are ranked by their sum, totals by their growth; null: by the sum, where there are deltas
/// @param platform null: all together
/// @param type of subjects; null: all
record TopQuestion(int organization, String metric, TopWindow window, @Nullable Kind kind, @Nullable String platform,
    @Nullable String type) {

  /// @throws ProblemException 400 for the first parameter that breaks its rule, 404 where no such list is kept
  static TopQuestion of(int organization, String metric, @Nullable String window, @Nullable String by,
      @Nullable String platform, @Nullable String type, Set<String> ranked) {
    if (!Readings.isMetricName(metric)) {
      throw wrong("metric", "must be a letter, then letters, digits, _ . : or -, at most 64 in all");
    }
    var found = window == null ? TopWindow.DAY : TopWindow.find(window);
    if (found == null) {
      throw wrong("window", "must be 1h, 24h, 7d or 30d");
    }
    var kind = kind(by);
    if (kind == Kind.TOTAL && found.isDays()) {
      throw wrong("window", "must be 1h or 24h where growth is ranked");
    }
    if (platform != null && !Slug.is(platform, 32)) {
      throw wrong("platform", "must be a lower-case slug");
    }
    if (type != null && !Slug.is(type, 64)) {
      throw wrong("type", "must be a lower-case slug");
    }
    if (!found.isDays() && !ranked.contains(metric)) {
      throw new ProblemException(Problem.of(404, "not_ranked", "No such list is kept",
          "the last hours are ranked of these metrics: " + String.join(", ", ranked.stream().sorted().toList())));
    }
    return new TopQuestion(organization, metric, found, kind, platform, type);
  }

  private static @Nullable Kind kind(@Nullable String by) {
    return switch (by) {
      case null -> null;
      case "sum" -> Kind.DELTA;
      case "growth" -> Kind.TOTAL;
      default -> throw wrong("by", "must be sum or growth");
    };
  }

  private static ProblemException wrong(String name, String rule) {
    return new ProblemException(Problem.parameter(name, rule));
  }
}

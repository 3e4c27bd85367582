package io.groundswell.trend.hot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.trend.niche.Niche;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A niche as it is answered.
///
/// @param niche its slug
/// @param subjects how many belong to it
/// @param lastAnalyzedAt RFC 3339; null before the first time
@JsonInclude(JsonInclude.Include.ALWAYS)
record NicheView(String niche, long nicheId, String name, long subjects, @Nullable String lastAnalyzedAt,
    List<RuleView> rules) {

  /// @param match `is`, `begins`, `ends` or `contains`
  record RuleView(String subjectType, String match, String value) {
  }

  record Listing(List<NicheView> niches) {
  }

  /// One niche, whole.
  ///
  /// @param hot null where it does not stand out
  /// @param trendVector by metric: the first day (UTC), and what was counted on each since
  /// @param voices who is heard most, on each platform
  record Whole(String niche, long nicheId, String name, long subjects, @Nullable String lastAnalyzedAt,
      List<RuleView> rules, @Nullable Integer analyticsVersion, String window, @Nullable HotNiche hot,
      ObjectNode trendVector, List<Voices> voices) {
  }

  /// Share of voice: how much of what a niche counts is about each of its subjects.
  ///
  /// @param total of all its subjects in the window
  record Voices(String platform, String metric, double total, List<Voice> subjects) {
  }

  /// @param share `total / total of the niche`, 0 to 1, on the same platform, by the same metric, in the same window
  record Voice(String subject, double total, double share) {
  }

  static NicheView from(Row row) {
    var niche = Niche.from(row);
    return new NicheView(niche.slug(), niche.id(), niche.name(), row.getLong("subjects"),
        HotNiche.text(row.getOffsetDateTime("last_analyzed_at")), niche.rules().stream()
            .map(rule -> new RuleView(rule.subjectType(), rule.match().slug(), rule.value())).toList());
  }
}

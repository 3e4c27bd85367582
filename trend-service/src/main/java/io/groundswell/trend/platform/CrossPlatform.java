package io.groundswell.trend.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundswell.trend.lead.Lead;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A subject on all its platforms.
///
/// @param completeThrough RFC 3339: end of the window; null where nothing is measured yet
/// @param explained what the words mean
@JsonInclude(JsonInclude.Include.ALWAYS)
record CrossPlatform(String subject, String window, @Nullable String computedAt, @Nullable String completeThrough,
    List<OnPlatform> platforms, List<Voice> shareOfVoice, List<Lead> leadLag, Map<String, String> explained) {

  private static final Map<String, String> EXPLAINED = new TreeMap<>(Map.of(
      "percentile", "0 to 1: share of the platform's peers that lie below; peers are subjects of the same type whose "
          + "denominator has as many digits, and where they are few, all of the type have a say",
      "robustZ", "distance from the peers' median in median absolute deviations, as standard deviations",
      "engagementRate", "interactions, each under the one of its names that counts most, by the metric of views that "
          + "is named, in the window",
      "growth", "what the metric counts in the window by what it counted in the window before, both with three units "
          + "more; 1 is unchanged, 2 doubled",
      "shareOfVoice", "how much of what all subjects of a niche count on the platform is this subject's",
      "leadLag",
      "by how long the leader's counts go ahead of the follower's, where they correlate most; significant if "
          + "unrelated series would hardly ever (1 in 100) correlate so much",
      "definitionVersion", "figures of different versions are not compared"));

  /// @param engagementRate null where hardly any views were counted
  /// @param growth null where the platform was not counted during the whole window before
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record OnPlatform(String platform, @Nullable Figure engagementRate, @Nullable Figure growth) {
  }

  /// A rate, never without its place among the platform's peers.
  ///
  /// @param peers of like size, itself included
  /// @param shrunk few of them: the wider group decides as much as they
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Figure(double percentile, @Nullable Double robustZ, long peers, String peerGroup, boolean shrunk, double value,
      String metric, Amount numerator, Amount denominator, int definitionVersion) {

    static Figure from(Row row) {
      return new Figure(row.getDouble("percentile"), row.getDouble("robust_z"), row.getLong("peers"),
          row.getString("peer_group"), row.getBoolean("shrunk"), row.getDouble("value"), row.getString("metric"),
          new Amount(row.getString("metric"), row.getDouble("numerator")),
          new Amount(row.getString("denominator_name"), row.getDouble("denominator")),
          row.getInteger("definition_version"));
    }
  }

  record Amount(String name, double value) {
  }

  /// @param share `total / ofTotal`, 0 to 1
  record Voice(String niche, String platform, String metric, double total, double ofTotal, double share) {
  }

  /// @param subjects as one alone, without niches and leads
  record Comparison(String window, List<Compared> subjects, Map<String, String> explained) {

    static Comparison of(String window, List<Compared> subjects) {
      return new Comparison(window, subjects, EXPLAINED);
    }
  }

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Compared(String subject, @Nullable String completeThrough, List<OnPlatform> platforms) {
  }

  static CrossPlatform of(String window, Compared compared, @Nullable String computedAt, List<Voice> voices,
      List<Lead> leads) {
    return new CrossPlatform(compared.subject, window, computedAt, compared.completeThrough, compared.platforms, voices,
        leads, EXPLAINED);
  }
}

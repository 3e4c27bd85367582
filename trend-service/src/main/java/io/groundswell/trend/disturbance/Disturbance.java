package io.groundswell.trend.disturbance;

import io.groundswell.trend.detect.Bucket;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something that befell a whole platform, or a whole metric of it, and so is no trend of any subject.
///
/// @param metric empty for all of them
/// @param since the first bucket that it was seen in
/// @param until the first bucket that it was not seen in yet; moves on while it lasts
public record Disturbance(int organization, String platform, String metric, Kind kind, long since, long until,
    boolean lasting) {

  /// All that are kept of an organisation, or of each where it is null; as long as counts are.
  public static final String SELECT = """
      SELECT organization_id, platform, metric, kind, since, until, lasting FROM analytics.trend_disturbance_span
      WHERE organization_id = coalesce($1::int, organization_id)
      ORDER BY organization_id, platform, metric, kind, since""";

  /// What it is.
  public enum Kind {
    /// Nothing comes any more, though much should: an outage, here or there.
    SILENT,
    /// Nearly all series of the metric stepped up at once: it counts something else now.
    REDEFINED,
    /// Most of them rise, and whether it counts something else is not decided yet. Nobody is told.
    SUSPECTED;

    public String slug() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Null for one of a later version.
    static @Nullable Kind find(String slug) {
      return Arrays.stream(values()).filter(kind -> kind.slug().equals(slug)).findFirst().orElse(null);
    }
  }

  /// Of a row of [#SELECT]; null for a kind of a later version.
  static @Nullable Disturbance find(Row row) {
    var kind = Kind.find(row.getString("kind"));
    return kind == null ? null
        : new Disturbance(row.getInteger("organization_id"), row.getString("platform"), row.getString("metric"), kind,
            Bucket.of(row.getOffsetDateTime("since").toInstant()),
            Bucket.of(row.getOffsetDateTime("until").toInstant()), row.getBoolean("lasting"));
  }

  Disturbance seenUntil(long bucket) {
    return new Disturbance(organization, platform, metric, kind, since, Math.max(until, bucket), true);
  }

  Disturbance over() {
    return new Disturbance(organization, platform, metric, kind, since, until, false);
  }
}

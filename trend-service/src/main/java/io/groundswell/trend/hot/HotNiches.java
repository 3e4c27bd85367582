package io.groundswell.trend.hot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.trend.hot.HotNiche.Evidence;
import io.groundswell.trend.hot.NicheAnalysis.Hot;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/// Writes down what an analysis came to.
///
/// A row of `hot_niches_today` that an older application wrote is given our columns and left to it, the newest of a
/// niche alone: what was written of earlier days stays as it is. One that we found comes and goes with what we find.
final class HotNiches {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final String ANALYSED = """
      UPDATE analytics.features SET trend_vector = $3::text::jsonb, last_analyzed_at = clock_timestamp(), analytics_version = $4,
        analysis_failed_at = NULL
      WHERE organization_id = $1 AND niche_id = $2""";

  /// The columns of an older application are not known: the newest row is the one of the latest day or time, by the
  /// first such column of a key, and then by the others.
  private static final String HEAT = """
      WITH newest AS (
        SELECT h.ctid AS place FROM analytics.hot_niches_today AS h WHERE niche_id = $2
        ORDER BY ARRAY(
          SELECT coalesce(to_jsonb(h) ->> a.attname, '') FROM pg_attribute AS a
          WHERE a.attrelid = 'analytics.hot_niches_today'::regclass AND NOT a.attisdropped
            AND a.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
            AND a.attname <> 'trend_computed_at'
          ORDER BY NOT EXISTS (SELECT FROM pg_index AS i
            WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey)), a.attnum) DESC, h.ctid DESC
        LIMIT 1
      ), known AS (
        UPDATE analytics.hot_niches_today SET organization_id = $1, trend_direction = $3, trend_confidence = $4,
          days_trending = $5, trend_score = $6, trend_evidence = $7::text::jsonb, trend_computed_at = clock_timestamp()
        WHERE niche_id = $2 AND ctid = (SELECT place FROM newest)
      )
      INSERT INTO analytics.hot_niches_today (organization_id, niche_id, trend_direction, trend_confidence, days_trending,
        trend_score, trend_evidence, trend_computed_at, trend_found)
      SELECT $1, niche_id, $3, $4, $5, $6, $7::text::jsonb, clock_timestamp(), true FROM analytics.features
      WHERE organization_id = $1 AND niche_id = $2 AND $6::float8 IS NOT NULL AND NOT EXISTS (SELECT FROM newest)""";

  private static final String COOL = """
      DELETE FROM analytics.hot_niches_today WHERE organization_id = $1 AND niche_id = $2 AND trend_found""";

  /// Two replicas may be at one niche for a moment.
  private static final String ALONE = """
      SELECT FROM analytics.features WHERE organization_id = $1 AND niche_id = $2 FOR UPDATE""";

  private HotNiches() {
  }

  /// @param hot null where it does not stand out
  static void write(Statements statements, int organization, long niche, NicheAnalysis analysis, @Nullable Hot hot) {
    statements.run(ALONE, Tuple.of(organization, niche));
    statements.run(ANALYSED, Tuple.of(organization, niche, vector(analysis), NicheAnalysis.VERSION));
    if (hot == null) {
      statements.run(COOL, Tuple.of(organization, niche));
    }
    var drift = hot == null ? null : hot.assessment().evidence().drift();
    statements.run(HEAT, Tuple.tuple()
        .addInteger(organization)
        .addLong(niche)
        .addString(drift == null ? "steady" : drift.direction().slug())
        .addDouble(drift == null ? 0 : drift.confidence())
        .addInteger(hot == null ? 0 : hot.assessment().daysTrending())
        .addDouble(hot == null ? null : hot.assessment().score())
        .addString(hot == null ? null : json(Evidence.of(hot))));
  }

  private static String vector(NicheAnalysis analysis) {
    var vector = JSON.createObjectNode();
    analysis.days().forEach((metric, days) -> {
      var list = vector.putObject(metric).put("firstDay", days.firstDay().toString()).putArray("days");
      days.days().forEach(list::add);
    });
    return vector.toString();
  }

  static Evidence evidence(@Nullable String json) {
    try {
      return json == null ? Evidence.NONE : JSON.readValue(json, Evidence.class);
    } catch (JsonProcessingException notOurs) {
      return Evidence.NONE;
    }
  }

  /// Of a `trend_vector`, as far as it is an object.
  static ObjectNode vector(@Nullable String json) {
    try {
      return json != null && JSON.readTree(json) instanceof ObjectNode object ? object : JSON.createObjectNode();
    } catch (JsonProcessingException notOurs) {
      return JSON.createObjectNode();
    }
  }

  private static String json(Evidence evidence) {
    try {
      return JSON.writeValueAsString(evidence);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

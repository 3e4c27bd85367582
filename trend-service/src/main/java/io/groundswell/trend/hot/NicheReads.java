package io.groundswell.trend.hot;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.groundwork.schema.ScopedReads.Queries;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.hot.NicheView.Voice;
import io.groundswell.trend.hot.NicheView.Voices;
import io.groundswell.trend.niche.Niche;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// Asks for niches on behalf of an organisation.
@ApplicationScoped
class NicheReads {

  private static final String SUBJECTS = """
      (SELECT count(*) FROM analytics.niche_member AS m
        WHERE m.organization_id = $1 AND m.niche_id = features.niche_id) AS subjects
      """;

  private static final String LIST = "SELECT " + Niche.COLUMNS + ", last_analyzed_at, " + SUBJECTS + """
      FROM analytics.features WHERE organization_id = $1 ORDER BY niche_slug""";

  private static final String ONE = "SELECT " + Niche.COLUMNS + """
      , last_analyzed_at, analytics_version, trend_vector::text AS trend_vector,
      """ + SUBJECTS + """
      FROM analytics.features
      WHERE organization_id = $1 AND (niche_slug = $2 OR niche_id::text = $2) ORDER BY niche_slug = $2 DESC LIMIT 1""";

  /// An older application may have written several rows of a niche: the one that was worked out last.
  private static final String HOT = """
      SELECT * FROM (
        SELECT DISTINCT ON (niche_id) niche_id, niche_slug, niche_name, h.trend_direction, h.trend_confidence::float8,
          h.days_trending::int, h.trend_score, h.trend_evidence::text AS trend_evidence, h.trend_computed_at,
      """ + SUBJECTS + """
        FROM analytics.hot_niches_today AS h JOIN analytics.features USING (organization_id, niche_id)
        WHERE organization_id = $1 AND ($3::bigint IS NULL OR niche_id = $3)
        ORDER BY niche_id, h.trend_computed_at DESC NULLS LAST, h.trend_score DESC NULLS LAST) AS hot
      ORDER BY trend_score DESC NULLS LAST, niche_slug LIMIT $2""";

  private static final String VOICES = """
      WITH counted AS (
        SELECT b.platform, b.metric, b.subject_type, b.subject_id, sum(b.total) AS total
        FROM analytics.niche_member AS m JOIN analytics.trend_bucket AS b
          USING (organization_id, slot, subject_type, subject_id)
        WHERE m.organization_id = $1 AND m.niche_id = $2 AND b.bucket_start >= $3 AND b.live
        GROUP BY 1, 2, 3, 4 HAVING sum(b.total) > 0
      ), ranked AS (
        SELECT *, sum(total) OVER (PARTITION BY platform, metric)::float8 AS of_niche,
          row_number() OVER (PARTITION BY platform, metric ORDER BY total DESC, subject_type, subject_id) AS place
        FROM counted
      )
      SELECT platform, metric, subject_type, subject_id, total::float8 AS total, of_niche FROM ranked
      WHERE place <= 10 ORDER BY of_niche DESC, platform, metric, place""";

  private final ScopedReads reads;
  private final InstantSource clock;

  NicheReads(ScopedReads reads, InstantSource clock) {
    this.reads = reads;
    this.clock = clock;
  }

  NicheView.Listing all(int organization) {
    return reads.read(organization, queries -> {
      var niches = new ArrayList<NicheView>();
      queries.run(LIST, Tuple.of(organization)).forEach(row -> niches.add(NicheView.from(row)));
      return new NicheView.Listing(niches);
    });
  }

  HotNiche.Listing hot(int organization, int limit) {
    return reads.read(organization,
        queries -> HotNiche.Listing.from(queries.run(HOT, Tuple.of(organization, limit, (Long) null))));
  }

  /// @param name slug or number
  /// @throws ProblemException 404
  NicheView.Whole one(int organization, String name, Window window) {
    return reads.read(organization, queries -> {
      var rows = queries.run(ONE, Tuple.of(organization, name)).iterator();
      if (!rows.hasNext()) {
        throw new ProblemException(unknown());
      }
      var row = rows.next();
      var niche = NicheView.from(row);
      var hot = HotNiche.Listing.from(queries.run(HOT, Tuple.of(organization, 1, niche.nicheId()))).niches();
      return new NicheView.Whole(niche.niche(), niche.nicheId(), niche.name(), niche.subjects(),
          niche.lastAnalyzedAt(), niche.rules(), row.getInteger("analytics_version"), window.slug(),
          hot.isEmpty() ? null : hot.getFirst(), HotNiches.vector(row.getString("trend_vector")),
          voices(queries, organization, niche.nicheId(), window));
    });
  }

  private List<Voices> voices(Queries queries, int organization, long niche, Window window) {
    var from = clock.instant().minus(window.length()).atOffset(ZoneOffset.UTC);
    var voices = new ArrayList<Voices>();
    var subjects = new ArrayList<Voice>();
    for (var row : queries.run(VOICES, Tuple.of(organization, niche, from))) {
      double all = row.getDouble("of_niche");
      if (voices.isEmpty() || !voices.getLast().platform().equals(row.getString("platform"))
          || !voices.getLast().metric().equals(row.getString("metric"))) {
        subjects = new ArrayList<>();
        voices.add(new Voices(row.getString("platform"), row.getString("metric"), all, subjects));
      }
      double total = row.getDouble("total");
      subjects.add(new Voice(row.getString("subject_type") + "/" + row.getString("subject_id"), total, total / all));
    }
    return voices;
  }

  static Problem unknown() {
    return Problem.of(404, "unknown_niche", "No such niche", "the organisation has no niche of this name or number");
  }
}

package io.groundswell.metrics.posts;

import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Reads creators with their totals.
@ApplicationScoped
class CreatorReads {

  // $1 organisation, $2 the first UTC day whose growth counts.
  private static final String WITH_ALL = """
      SELECT page.*, s.external_id AS name, known.posts, coalesce(number.totals, '{}') AS totals,
        coalesce(number.growth, '{}') AS growth, a.analyzed_at, a.traits::text AS traits, a.interests::text AS interests,
        a.communication_style::text AS communication_style
      FROM page
      CROSS JOIN LATERAL (
        SELECT external_id FROM analytics.subject WHERE organization_id = $1 AND id = page.subject_id LIMIT 1) AS s
      CROSS JOIN LATERAL (
        SELECT count(*) AS posts FROM analytics.posts AS p
        WHERE p.organization_id = $1 AND p.creator_id = page.subject_id AND p.platform = page.platform) AS known
      LEFT JOIN analytics.personality_analysis AS a ON a.organization_id = $1 AND a.subject_id = page.subject_id
        AND a.platform = page.platform
      {numbers}
      ORDER BY page.place"""
      .replace("{numbers}", PostReads.numbers("'followers', 'following', 'posts', 'likes', 'views'", "NULL"));

  private static final String ONE = """
      WITH page AS MATERIALIZED (
        SELECT c.*, row_number() OVER (ORDER BY c.platform) AS place FROM analytics.creators AS c
        WHERE c.organization_id = $1 AND c.subject_id = (SELECT id FROM analytics.subject
            WHERE organization_id = $1 AND type = 'creator' AND external_id = $3)
          AND ($4::text IS NULL OR c.platform = $4))
      """ + WITH_ALL;

  // Who has more comes first, then who was known first; at the end those of whom nobody said it. $5 score, $6 subject
  // and $7 platform of the place before the page. Two walks along one index, for no index answers what is less or null.
  private static final String TOP_BY_FOLLOWERS = """
      WITH page AS MATERIALIZED (
        SELECT c.*, follower_count::numeric AS score,
          row_number() OVER (ORDER BY follower_count DESC NULLS LAST, subject_id, platform) AS place
        FROM (
          (SELECT * FROM analytics.creators
            WHERE organization_id = $1 AND ($3::text IS NULL OR platform = $3) AND follower_count <= $5::numeric::bigint
              AND (follower_count < $5::numeric::bigint OR (subject_id, platform) > ($6, $7))
            ORDER BY follower_count DESC NULLS LAST, subject_id, platform LIMIT 101)
          UNION ALL
          (SELECT * FROM analytics.creators
            WHERE organization_id = $1 AND ($3::text IS NULL OR platform = $3) AND follower_count IS NULL
              AND ($5::numeric >= 0 OR (subject_id, platform) > ($6, $7))
            ORDER BY subject_id, platform LIMIT 101)) AS c
        ORDER BY place LIMIT 101)
      """ + WITH_ALL + " LIMIT $4";

  // By what the posts of the last days got: $8 since when.
  private static final String TOP_BY_POSTS = """
      WITH page AS MATERIALIZED (
        SELECT c.*, ranked.score, ranked.place
        FROM (
          SELECT creator_id, platform, score, row_number() OVER (ORDER BY score DESC, creator_id, platform) AS place
          FROM (
            SELECT p.creator_id, p.platform, {score}::numeric AS score
            FROM analytics.posts AS p {numbers}
            WHERE p.organization_id = $1 AND p.posted_at >= $8 AND p.creator_id IS NOT NULL
              AND ($3::text IS NULL OR p.platform = $3)
            GROUP BY p.creator_id, p.platform) AS scored
          WHERE score < $5::numeric OR (score = $5::numeric AND (creator_id, platform) > ($6, $7))
          ORDER BY place LIMIT 101) AS ranked
        JOIN analytics.creators AS c ON c.organization_id = $1 AND c.subject_id = ranked.creator_id
          AND c.platform = ranked.platform)
      """ + WITH_ALL + " LIMIT $4";

  private static final String LAST_TOTAL = """
      LEFT JOIN LATERAL (
        SELECT d.last_value FROM analytics.measure AS m
        JOIN analytics.metric_rollup_day AS d ON d.organization_id = $1 AND d.subject_id = p.subject_id
          AND d.measure_id = m.id
        WHERE m.metric = '{metric}' AND m.platform = p.platform AND m.kind = 'total'
        ORDER BY d.day DESC LIMIT 1) AS number ON true""";

  /// What creators are ranked by.
  enum Rank {
    FOLLOWERS(TOP_BY_FOLLOWERS),
    POSTS(TOP_BY_POSTS.replace("{score}", "count(*)").replace("{numbers}", "")),
    LIKES(byTotal("likes")),
    VIEWS(byTotal("views"));

    private final String sql;

    Rank(String sql) {
      this.sql = sql;
    }

    private static String byTotal(String metric) {
      return TOP_BY_POSTS.replace("{score}", "coalesce(sum(number.last_value::numeric), 0)")
          .replace("{numbers}", LAST_TOTAL.replace("{metric}", metric));
    }

    String slug() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final ScopedReads reads;

  CreatorReads(ScopedReads reads) {
    this.reads = reads;
  }

  /// The creator on each platform that has one of this id.
  List<Creator> find(int organization, String id, @Nullable String platform, LocalDate grownSince) {
    return stream(organization, ONE, Tuple.of(organization, grownSince, id, platform)).map(Creator::from).toList();
  }

  /// One more than asked for, where there are more.
  ///
  /// @param since posts that were posted before do not count; followers are those of now
  List<Ranked> top(int organization, Rank by, @Nullable String platform, CreatorPlace behind, int limit, Instant since,
      LocalDate grownSince) {
    var arguments = Tuple.tuple().addInteger(organization).addLocalDate(grownSince).addString(platform)
        .addInteger(limit + 1).addBigDecimal(behind.score()).addInteger(behind.subject()).addString(behind.platform());
    if (by != Rank.FOLLOWERS) {
      arguments.addOffsetDateTime(since.atOffset(ZoneOffset.UTC));
    }
    return stream(organization, by.sql, arguments).map(row -> new Ranked(Creator.from(row), CreatorPlace.from(row)))
        .toList();
  }

  /// A creator and where in the list they stand.
  record Ranked(Creator creator, CreatorPlace place) {
  }

  private Stream<Row> stream(int organization, String sql, Tuple arguments) {
    return StreamSupport.stream(reads.read(organization, queries -> queries.run(sql, arguments)).spliterator(), false);
  }
}

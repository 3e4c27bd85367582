package io.groundswell.metrics.posts;

import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
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

  // Who has more comes first, then who was known first; at the end those of whom nobody said it. $4 score, $5 subject
  // and $6 platform of the place before the page. Two walks along one index, for no index answers what is less or null;
  // both in its order, or the second would sort all of whom nobody said it.
  private static final String TOP = """
      WITH page AS MATERIALIZED (
        SELECT c.*, follower_count::numeric AS score,
          row_number() OVER (ORDER BY follower_count DESC NULLS LAST, subject_id, platform) AS place
        FROM (
          (SELECT * FROM analytics.creators
            WHERE organization_id = $1 AND {which} AND follower_count <= $4::numeric::bigint
              AND (follower_count < $4::numeric::bigint OR (subject_id, platform) > ($5, $6))
            ORDER BY follower_count DESC NULLS LAST, subject_id, platform LIMIT 101)
          UNION ALL
          (SELECT * FROM analytics.creators
            WHERE organization_id = $1 AND {which} AND follower_count IS NULL
              AND ($4::numeric >= 0 OR (subject_id, platform) > ($5, $6))
            ORDER BY follower_count DESC NULLS LAST, subject_id, platform LIMIT 101)) AS c
        ORDER BY place LIMIT 101)
      """ + WITH_ALL + " LIMIT $3";

  private static final String TOP_OF_ALL = TOP.replace("{which}", "true");
  private static final String TOP_OF_PLATFORM = TOP.replace("{which}", "platform = $7");

  // Of these places, in their order.
  private static final String LISTED = """
      WITH page AS MATERIALIZED (
        SELECT c.*, listed.place
        FROM unnest($3::int[], $4::text[]) WITH ORDINALITY AS listed (subject_id, platform, place)
        CROSS JOIN LATERAL (
          SELECT * FROM analytics.creators AS k
          WHERE k.organization_id = $1 AND k.subject_id = listed.subject_id AND k.platform = listed.platform LIMIT 1) AS c)
      """ + WITH_ALL;

  private final ScopedReads reads;

  CreatorReads(ScopedReads reads) {
    this.reads = reads;
  }

  /// The creator on each platform that has one of this id.
  List<Creator> find(int organization, String id, @Nullable String platform, LocalDate grownSince) {
    return stream(organization, ONE, Tuple.of(organization, grownSince, id, platform)).map(Creator::from).toList();
  }

  /// Those with the most followers behind a place; one more than asked for, where there are more.
  List<Ranked> top(int organization, @Nullable String platform, CreatorPlace behind, int limit, LocalDate grownSince) {
    var arguments = Tuple.tuple().addInteger(organization).addLocalDate(grownSince).addInteger(limit + 1)
        .addBigDecimal(behind.score()).addInteger(behind.subject()).addString(behind.platform());
    if (platform != null) {
      arguments.addString(platform);
    }
    return stream(organization, platform == null ? TOP_OF_ALL : TOP_OF_PLATFORM, arguments)
        .map(row -> new Ranked(Creator.from(row), CreatorPlace.from(row))).toList();
  }

  /// The creators at these places; of whom nothing is known any more, nothing.
  List<Creator> listed(int organization, List<CreatorPlace> places, LocalDate grownSince) {
    return stream(organization, LISTED, Tuple.of(organization, grownSince,
        places.stream().map(CreatorPlace::subject).toArray(Integer[]::new),
        places.stream().map(CreatorPlace::platform).toArray(String[]::new))).map(Creator::from).toList();
  }

  /// A creator and where in the list they stand.
  record Ranked(Creator creator, CreatorPlace place) {
  }

  private Stream<Row> stream(int organization, String sql, Tuple arguments) {
    return StreamSupport.stream(reads.read(organization, queries -> queries.run(sql, arguments)).spliterator(), false);
  }
}

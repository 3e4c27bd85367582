package io.groundswell.metrics.posts;

import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads posts with their creators, files and totals.
@ApplicationScoped
class PostReads {

  // The last totals, and what they rose by since the day $2: as lists of days rank it, from the last number of each
  // day, and after a fall from 0.
  private static final String NUMBERS = """
      LEFT JOIN LATERAL (
        SELECT json_object_agg(m.metric, now.last_value)::text AS totals,
          (json_object_agg(m.metric, grown.rise) FILTER (WHERE start.value IS NOT NULL))::text AS growth
        FROM analytics.measure AS m
        CROSS JOIN LATERAL (
          SELECT last_value FROM analytics.metric_rollup_day AS d
          WHERE d.organization_id = $1 AND d.subject_id = page.subject_id AND d.measure_id = m.id
          ORDER BY d.day DESC LIMIT 1) AS now
        LEFT JOIN LATERAL (
          SELECT last_value FROM analytics.metric_rollup_day AS d
          WHERE d.organization_id = $1 AND d.subject_id = page.subject_id AND d.measure_id = m.id AND d.day < $2
          ORDER BY d.day DESC LIMIT 1) AS before ON true
        CROSS JOIN LATERAL (SELECT coalesce(before.last_value::numeric, {begun}) AS value) AS start
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(CASE WHEN step.value >= step.before THEN step.value - step.before ELSE step.value END), 0)
            AS rise
          FROM (
            SELECT d.last_value::numeric AS value,
              lag(d.last_value::numeric, 1, start.value) OVER (ORDER BY d.day) AS before
            FROM analytics.metric_rollup_day AS d
            WHERE d.organization_id = $1 AND d.subject_id = page.subject_id AND d.measure_id = m.id AND d.day >= $2)
            AS step) AS grown
        WHERE m.metric IN ({metrics}) AND m.platform = page.platform AND m.kind = 'total') AS number ON true""";

  // $1 organisation, $2 the first UTC day whose growth counts. A look into an index for each part of each post; the
  // page is small and its size a literal, so the plan is the same for a thousand posts and for a million.
  static final String WITH_ALL = """
      SELECT page.*, s.external_id AS name, creator.external_id AS creator_name, c.username, c.display_name, c.verified,
        c.profile_picture_url, coalesce(shown.files, '[]') AS files, coalesce(number.totals, '{}') AS totals,
        coalesce(number.growth, '{}') AS growth
      FROM page
      CROSS JOIN LATERAL (
        SELECT external_id FROM analytics.subject WHERE organization_id = $1 AND id = page.subject_id LIMIT 1) AS s
      LEFT JOIN LATERAL (
        SELECT external_id FROM analytics.subject WHERE organization_id = $1 AND id = page.creator_id LIMIT 1)
        AS creator ON true
      LEFT JOIN LATERAL (
        SELECT * FROM analytics.creators AS k
        WHERE k.organization_id = $1 AND k.subject_id = page.creator_id AND k.platform = page.platform LIMIT 1)
        AS c ON true
      LEFT JOIN LATERAL (
        SELECT json_agg(json_strip_nulls(json_build_object('url', f.url, 'urlMd', f.url_md, 'thumbnailUrl', f.thumbnail_url,
          'gifUrl', f.gif_url, 'kind', f.kind, 'width', f.width, 'height', f.height, 'durationMs', f.duration_ms))
          ORDER BY l.place)::text AS files
        FROM analytics.post_media_links AS l
        JOIN analytics.media_files AS f ON f.organization_id = $1 AND f.id = l.media_id
        WHERE l.organization_id = $1 AND l.subject_id = page.subject_id AND l.platform = page.platform) AS shown ON true
      {numbers}
      ORDER BY page.posted_at DESC, page.subject_id DESC, page.platform DESC"""
      .replace("{numbers}", numbers("'likes', 'views', 'remixes', 'comments', 'shares'",
          "CASE WHEN page.posted_at >= $2::date::timestamp AT TIME ZONE 'UTC' THEN 0 END"));

  static final String PAGE = """
      WITH page AS MATERIALIZED (
        SELECT subject_id, platform, posted_at, updated_at, indexed_at, text, permalink, generation_id, task_id, is_reply,
          creator_id
        FROM analytics.posts
        WHERE organization_id = $1 AND {which}
        ORDER BY posted_at DESC, subject_id DESC, platform DESC LIMIT {size})
      """ + WITH_ALL;

  private static final String BEHIND = "(posted_at, subject_id, platform) < ($3, $4, $5) AND posted_at >= $6";
  private static final String LATEST = PAGE.replace("{which}", BEHIND);
  private static final String LATEST_OF_PLATFORM = PAGE.replace("{which}", "platform = $7 AND " + BEHIND);
  private static final String OF_CREATOR = PAGE.replace("{which}",
      "creator_id = (SELECT id FROM analytics.subject WHERE organization_id = $1 AND type = 'creator' AND external_id = $7)"
          + " AND ($8::text IS NULL OR platform = $8) AND " + BEHIND);
  private static final String ONE = PAGE.replace("{which}",
      "subject_id = (SELECT id FROM analytics.subject WHERE organization_id = $1 AND type = 'post' AND external_id = $3)"
          + " AND platform = $4")
      .replace("{size}", "1");

  private final ScopedReads reads;

  PostReads(ScopedReads reads) {
    this.reads = reads;
  }

  /// Of each row of `page`, as the columns `totals` and `growth` of `number`.
  ///
  /// @param begun what a total without an earlier number began with, as SQL; NULL: nobody knows, and no growth is told
  static String numbers(String metrics, String begun) {
    return NUMBERS.replace("{metrics}", metrics).replace("{begun}", begun);
  }

  /// The latest posts, of all platforms or of one.
  Post.Page latest(int organization, PostQuestion question) {
    var arguments = arguments(organization, question);
    if (question.platform() == null) {
      return page(question, reads.read(organization, queries -> queries.run(sized(LATEST, question), arguments)));
    }
    arguments.addString(question.platform());
    return page(question,
        reads.read(organization, queries -> queries.run(sized(LATEST_OF_PLATFORM, question), arguments)));
  }

  /// The posts of a creator, latest first; empty where there is no such creator.
  Post.Page ofCreator(int organization, String creator, PostQuestion question) {
    var arguments = arguments(organization, question).addString(creator).addString(question.platform());
    return page(question, reads.read(organization, queries -> queries.run(sized(OF_CREATOR, question), arguments)));
  }

  Optional<Post> find(int organization, String platform, String id, LocalDate grownSince) {
    var rows = reads.read(organization,
        queries -> queries.run(ONE, Tuple.of(organization, grownSince, id, platform))).iterator();
    return rows.hasNext() ? Optional.of(Post.from(rows.next())) : Optional.empty();
  }

  static Tuple arguments(int organization, PostQuestion question) {
    var before = question.before();
    return Tuple.tuple().addInteger(organization).addLocalDate(question.grownSince())
        .addOffsetDateTime(before.postedAt().atOffset(ZoneOffset.UTC)).addInteger(before.subject())
        .addString(before.platform()).addOffsetDateTime(question.since().atOffset(ZoneOffset.UTC));
  }

  /// One of three sizes, and one more than asked to see whether there are more: few statements to prepare.
  static String sized(String sql, PostQuestion question) {
    return sql.replace("{size}", question.limit() <= 20 ? "21" : question.limit() <= 50 ? "51" : "101");
  }

  static Post.Page page(PostQuestion question, RowSet<Row> rows) {
    var posts = new ArrayList<Post>(question.limit());
    PostQuestion.@Nullable Cursor last = null;
    for (var row : rows) {
      if (posts.size() == question.limit()) {
        return new Post.Page(posts, last == null ? null : last.text());
      }
      var post = Post.from(row);
      posts.add(post);
      last = new PostQuestion.Cursor(post.postedAt(), row.getInteger("subject_id"), post.platform());
    }
    return new Post.Page(posts, null);
  }
}

package io.groundswell.proof.bench;

import io.groundswell.proof.check.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.function.Consumer;

/// Fills the record's tables with a month of numbers and with posts, by SQL: what a month of traffic leaves behind, in
/// minutes. Numbers come in the order of their time, as they do when they arrive, so indexes look as they would.
///
/// Subjects are skewed: of n, the k-th has a share of about k^(-2/3). Texts have words of a language's distribution.
final class RecordFill {

  /// Full days before today.
  static final int DAYS = 30;
  /// Subjects that have numbers; the first of the posts.
  static final int SUBJECTS = 100_000;
  static final int WORDS = 20_000;

  private static final String NAMES = """
      INSERT INTO analytics.subject (organization_id, type, external_id)
      SELECT 1, '%1$s', '%2$s' || n FROM generate_series(1, %3$d) AS n ORDER BY n""";

  private static final String MEASURES = """
      INSERT INTO analytics.measure (metric, platform, kind) VALUES ('likes', 'x', 'delta'), ('likes', 'sora', 'total'),
        ('views', 'sora', 'total') ON CONFLICT DO NOTHING""";

  private static final String NUMBERS_OF_A_DAY = """
      INSERT INTO analytics.time_series_metrics (organization_id, subject_id, observed_at, received_at, event_key, ordinal,
        measure_id, value)
      SELECT 1, {post} + floor({subjects} * random() ^ 3)::int, t, t + interval '1 second', gen_random_uuid(), 0,
        (SELECT id FROM analytics.measure WHERE metric = 'likes' AND platform = 'x' AND kind = 'delta'),
        1 + floor(random() * 9)
      FROM (SELECT date '{day}'::timestamp AT TIME ZONE 'UTC' + n * interval '1 day' / {events} AS t
        FROM generate_series(0, {events} - 1) AS n) AS moment""";

  private static final String FIGURES_OF_A_DAY = """
      INSERT INTO analytics.metric_rollup_day (organization_id, subject_id, measure_id, day, events, sum, minimum, maximum,
        last_at, last_key, last_value)
      SELECT organization_id, subject_id, measure_id, '{day}', count(*), sum(value::numeric), min(value), max(value),
        max(observed_at), (array_agg(event_key ORDER BY observed_at DESC, event_key DESC))[1],
        (array_agg(value ORDER BY observed_at DESC, event_key DESC))[1]
      FROM analytics.time_series_metrics
      WHERE observed_at >= date '{day}'::timestamp AT TIME ZONE 'UTC'
        AND observed_at < (date '{day}' + 1)::timestamp AT TIME ZONE 'UTC'
      GROUP BY 1, 2, 3""";

  private static final String WORDS_OF_ALL =
      """
      CREATE SCHEMA bench;
      CREATE TABLE bench.word AS
        SELECT n, translate(substr(md5(n::text), 1, 4 + n % 6), '0123456789', 'aeiouylnrt') AS word
        FROM generate_series(1, {words}) AS n;
      CREATE UNIQUE INDEX ON bench.word (n);
      ANALYZE bench.word;
      INSERT INTO analytics.search_word (organization_id, word) SELECT DISTINCT 1, word FROM bench.word ON CONFLICT DO NOTHING""";

  private static final String CREATORS = """
      INSERT INTO analytics.creators (organization_id, subject_id, platform, observed_at, first_seen, indexed_at, username,
        display_name, permalink, profile_picture_url, verified, follower_count, clock)
      SELECT 1, {creator} + n, 'sora', now(), now() - interval '60 days', now(), 'user' || n, 'User number ' || n,
        'https://sora.example/u/user' || n, 'https://img.sora.example/' || md5(n::text) || '.jpg', n % 50 = 0,
        floor(1e6 * random() ^ 4), '\\x000001ff'
      FROM generate_series(0, {creators} - 1) AS n""";

  // The texts first: a sub-select that is told which row it is for is worked out for each.
  private static final String POSTS = """
      INSERT INTO analytics.posts (organization_id, subject_id, platform, observed_at, first_seen, indexed_at, posted_at,
        creator_id, text, permalink, generation_id, task_id, media, clock)
      SELECT 1, {post} + n, 'sora', at, at, at + interval '1 second', at, {creator} + floor({creators} * random() ^ 2)::int,
        text, 'https://sora.example/p/s_' || md5(n::text), 'gen_' || substr(md5((n + 1)::text), 1, 26),
        'task_' || substr(md5((n + 2)::text), 1, 26), n, '\\x000003ff'
      FROM (
        SELECT n, now() - (n::numeric / {posts}) * interval '60 days' AS at, (
          SELECT string_agg((SELECT word FROM bench.word WHERE word.n = chosen.i), ' ') FROM (
            SELECT floor(power({words}, random()))::int AS i FROM generate_series(1, 8 + post.n % 9) OFFSET 0) AS chosen)
          AS text
        FROM generate_series(0, {posts} - 1) AS post (n)) AS written""";

  private static final String FILES = """
      INSERT INTO analytics.media_files (organization_id, id, observed_at, kind, url, thumbnail_url, width, height)
      SELECT 1, md5(n::text)::uuid, now(), 'video', 'https://v.sora.example/' || md5(n::text) || '.mp4',
        'https://v.sora.example/' || md5(n::text) || '.jpg', 640, 360 FROM generate_series(0, {posts} - 1) AS n;
      INSERT INTO analytics.post_media_links (organization_id, subject_id, platform, place, media_id)
      SELECT 1, {post} + n, 'sora', 0, md5(n::text)::uuid FROM generate_series(0, {posts} - 1) AS n;
      INSERT INTO analytics.metric_rollup_day (organization_id, subject_id, measure_id, day, events, sum, minimum, maximum,
        last_at, last_key, last_value)
      SELECT 1, p.subject_id, m.id, (p.posted_at AT TIME ZONE 'UTC')::date, 1, v, v, v, p.posted_at, md5(v::text)::uuid, v
      FROM analytics.posts AS p, analytics.measure AS m, LATERAL (SELECT 1 + (p.subject_id * 7919::bigint % 100003) AS v) AS value
      WHERE m.platform = 'sora' AND m.kind = 'total' AND m.metric IN ('likes', 'views')""";

  // As it would have been counted, and as the service puts old hours together.
  private static final String COUNTS = """
      INSERT INTO analytics.content_hour (organization_id, platform, hour, posts, creators, kpartition)
      SELECT 1, 'sora', max(hour), sum(posts), sum(creators), kpartition
      FROM (
        SELECT date_trunc('hour', indexed_at, 'UTC') AS hour, 1 AS posts, 0 AS creators, subject_id FROM analytics.posts
        UNION ALL
        SELECT date_trunc('hour', indexed_at, 'UTC'), 0, 1, subject_id FROM analytics.creators) AS counted
      CROSS JOIN LATERAL (SELECT hour < now() - interval '48 hours' AS is_old) AS age
      CROSS JOIN LATERAL (SELECT CASE WHEN is_old THEN -2 ELSE subject_id % 12 END AS kpartition) AS book
      GROUP BY kpartition, CASE WHEN is_old THEN NULL ELSE hour END""";

  private final Database database;
  private final Consumer<String> progress;
  private final int eventsADay;
  private final int posts;

  RecordFill(Database database, Consumer<String> progress, int eventsADay, int posts) {
    this.database = database;
    this.progress = progress;
    this.eventsADay = eventsADay;
    this.posts = posts;
  }

  int creators() {
    return Math.max(1, posts * 3 / 10);
  }

  int subjects() {
    return Math.min(SUBJECTS, posts);
  }

  /// @param today whose numbers come another way
  void run(LocalDate today) throws SQLException {
    try (var connection = database.connect()) {
      run(connection, MEASURES);
      run(connection, String.format(Locale.ROOT, NAMES, "post", "p", posts));
      run(connection, String.format(Locale.ROOT, NAMES, "creator", "c", creators()));
      var numbers = new Numbers(first(connection, "post", "p1"), first(connection, "creator", "c1"));
      run(connection, "SELECT analytics.ensure_partitions('" + today.minusDays(DAYS) + "', '" + today + "')");
      for (int back = DAYS; back >= 1; back--) {
        var day = today.minusDays(back).toString();
        run(connection, filled(NUMBERS_OF_A_DAY, numbers).replace("{day}", day));
        run(connection, FIGURES_OF_A_DAY.replace("{day}", day));
        if (back % 5 == 0) {
          progress.accept("record: numbers up to " + day);
        }
      }
      run(connection, filled(WORDS_OF_ALL, numbers));
      run(connection, filled(CREATORS, numbers));
      // Anew afterwards in a fraction of the time; it is the same index.
      run(connection, "DROP INDEX analytics.posts_words");
      run(connection, filled(POSTS, numbers));
      run(connection, "CREATE INDEX posts_words ON analytics.posts USING gin (analytics.search_vector(text))");
      run(connection, filled(FILES, numbers));
      run(connection, COUNTS);
      progress.accept("record: posts are there");
    }
  }

  void analyze() throws SQLException {
    try (var connection = database.connect()) {
      run(connection, "VACUUM ANALYZE");
    }
  }

  private record Numbers(int post, int creator) {
  }

  private String filled(String sql, Numbers numbers) {
    return sql.replace("{posts}", Integer.toString(posts)).replace("{post}", Integer.toString(numbers.post))
        .replace("{creators}", Integer.toString(creators())).replace("{creator}", Integer.toString(numbers.creator))
        .replace("{events}", Integer.toString(eventsADay)).replace("{subjects}", Integer.toString(subjects()))
        .replace("{words}", Integer.toString(WORDS));
  }

  private static int first(Connection connection, String type, String id) throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(
        "SELECT id FROM analytics.subject WHERE organization_id = 1 AND type = '" + type + "' AND external_id = '" + id
            + "'")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

package io.groundswell.proof;

import io.groundswell.proof.check.Database;
import java.sql.SQLException;
import java.time.Instant;

/// A database of posts, their analytics and insights, with organisations and members, made up: a quarter of the users
/// is in no organisation, and two scrapers told of some of the same posts.
final class OldSocial {

  static final int USERS = 40;

  /// Rows that become an event.
  static final String ROWS = """
      SELECT (SELECT count(*) FROM user_profiles) + (SELECT count(*) FROM posts) + (SELECT count(*) FROM post_analytics)
        + (SELECT count(*) FROM post_insights) + (SELECT count(*) FROM instagram_posts)
        + (SELECT count(*) FROM instagram_scraped_posts)""";

  /// In the first organisation.
  static final String SCRAPED_TWICE =
      """
      SELECT count(*) FROM instagram_posts JOIN instagram_scraped_posts AS s USING (shortcode) WHERE s.organization_id = 1""";

  private static final String[] SCHEMA = {"""
      CREATE TABLE organizations (id int PRIMARY KEY, slug text, name text)""", """
      CREATE TABLE user_profiles (id int PRIMARY KEY, username text, display_name text, avatar_url text,
        updated_at timestamptz)""", """
      CREATE TABLE organization_members (organization_id int REFERENCES organizations, user_id int REFERENCES user_profiles,
        role text, PRIMARY KEY (organization_id, user_id))""", """
      CREATE TABLE posts (id uuid PRIMARY KEY, user_id int REFERENCES user_profiles, organization_id int, platform text,
        content text, permalink text, created_at timestamptz, updated_at timestamptz)""", """
      CREATE TABLE post_analytics (id bigserial PRIMARY KEY, post_id uuid REFERENCES posts, likes int, views bigint,
        comments int, shares int, recorded_at timestamptz)""", """
      CREATE TABLE post_insights (id bigserial PRIMARY KEY, post_id uuid REFERENCES posts, insight_type text,
        insight_data jsonb, created_at timestamptz)""", """
      CREATE TABLE instagram_posts (id bigserial PRIMARY KEY, shortcode text, organization_id int, username text, caption text,
        like_count int, comment_count int, permalink text, taken_at timestamptz, scraped_at timestamptz)""",
      "CREATE TABLE instagram_scraped_posts (LIKE instagram_posts INCLUDING ALL)",
      "INSERT INTO organizations VALUES (1, 'old-acme', 'Acme'), (2, 'old-globex', 'Globex')", """
      INSERT INTO user_profiles SELECT n, 'user' || n, 'User ' || n, NULL, NOW - make_interval(hours => n)
      FROM generate_series(1, 40) AS n""", """
      INSERT INTO organization_members SELECT 1 + n % 2, n, CASE n WHEN 1 THEN 'boss' WHEN 2 THEN 'owner' ELSE 'editor' END
      FROM generate_series(1, 40) AS n WHERE n % 4 <> 0""", """
      INSERT INTO posts SELECT md5(n::text)::uuid, 1 + n % 40, CASE n % 7 WHEN 0 THEN 2 END,
        CASE n % 2 WHEN 0 THEN 'tiktok' END, 'post ' || n, NULL, NOW - make_interval(hours => n + 1),
        NOW - make_interval(hours => n)
      FROM generate_series(1, 400) AS n""", """
      INSERT INTO post_analytics (post_id, likes, views, comments, shares, recorded_at)
      SELECT md5(n::text)::uuid, n * day, n * day * 10, NULL, 1, NOW - make_interval(days => 3 - day, mins => 1)
      FROM generate_series(1, 400) AS n, generate_series(1, 3) AS day""",
      """
      INSERT INTO post_insights (post_id, insight_type, insight_data, created_at)
      SELECT md5(n::text)::uuid, 'mood', '{"mood": "good"}', NOW - make_interval(hours => n) FROM generate_series(1, 200) AS n""",
      """
      INSERT INTO instagram_posts (shortcode, organization_id, username, caption, like_count, taken_at, scraped_at)
      SELECT 'code-' || n, 1, 'maker' || n % 5, 'scraped ' || n, n, NOW - interval '9 days', NOW - interval '8 days'
      FROM generate_series(1, 100) AS n""", """
      INSERT INTO instagram_scraped_posts (shortcode, organization_id, username, caption, like_count, taken_at, scraped_at)
      SELECT 'code-' || n, 1 + n % 2, 'maker' || n % 5, 'scraped later ' || n, n * 2, NOW - interval '9 days',
        NOW - interval '7 days'
      FROM generate_series(20, 130) AS n"""};

  private OldSocial() {
  }

  static Database make(Database server, Instant today) throws SQLException {
    return make(server, "old_social", today, SCHEMA);
  }

  /// A database on the same server. Statements may say NOW.
  static Database make(Database server, String name, Instant today, String... statements) throws SQLException {
    // The sandbox's own superuser has the same password as its login.
    try (var connection = new Database(server.url(), "postgres", server.password()).connect();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " OWNER " + server.user());
    }
    var made =
        new Database(server.url().replaceFirst("/[^/?]*([?].*)?$", "/" + name), server.user(), server.password());
    try (var connection = made.connect(); var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql.replace("NOW", "'" + today + "'::timestamptz"));
      }
    }
    return made;
  }

  /// As the command line takes it.
  static String address(Database database) {
    return database.url().replace("jdbc:postgresql://",
        "postgresql://" + database.user() + ":" + database.password() + "@");
  }

  /// How many posts an organisation has, those of the scrapers once.
  static String postsOf(String slug) {
    var organization = switch (slug) {
      case "old-acme" -> "1";
      case "old-globex" -> "2";
      default -> "0";
    };
    return """
        SELECT (SELECT count(*) FROM posts AS p WHERE coalesce(p.organization_id,
            (SELECT m.organization_id FROM organization_members AS m WHERE m.user_id = p.user_id), 0) = %1$s)
          + (SELECT count(DISTINCT shortcode) FROM (SELECT shortcode, organization_id FROM instagram_posts
            UNION ALL SELECT shortcode, organization_id FROM instagram_scraped_posts) AS scraped WHERE organization_id = %1$s)"""
        .formatted(organization);
  }
}

package io.groundswell.proof;

import io.groundswell.proof.check.Database;
import java.sql.SQLException;
import java.time.Instant;

/// The JSONB table of the old scanner in a schema of its own, made up: a row a post, with the whole profile inside.
final class SoraTable {

  private static final String SCHEMA = "old_sora";
  static final String TABLE = SCHEMA + ".sora_posts";

  private SoraTable() {
  }

  /// @return where it is, as the command line takes it
  static String make(Database server, int posts, int creators, Instant today) throws SQLException {
    try (var connection = server.connect(); var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + SCHEMA);
      statement.execute("DROP TABLE IF EXISTS " + TABLE);
      statement.execute("""
          CREATE TABLE old_sora.sora_posts (id text PRIMARY KEY, post jsonb NOT NULL, profile jsonb NOT NULL,
            indexed_at timestamptz NOT NULL)
            WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false)""");
      statement.execute("""
          INSERT INTO old_sora.sora_posts SELECT 'jsonb-' || n,
            jsonb_build_object('text', 'post ' || n, 'posted_at', extract(epoch FROM '%s'::timestamptz)::bigint - n,
              'permalink', 'https://sora.example/p/' || n, 'like_count', n %% 1000, 'view_count', n * 3, 'width', 640,
              'video_url', 'https://cdn.example/' || n || '.mp4', 'video_url_md', 'https://cdn.example/' || n || '-md.mp4',
              'gif_url', 'https://cdn.example/' || n || '.gif', 'updated_at',
              extract(epoch FROM '%s'::timestamptz)::bigint - n + 60, 'prompt', 'a wave'),
            jsonb_build_object('user_id', 'maker-' || n %% %d, 'username', 'maker' || n %% %d, 'verified', n %% 2 = 0,
              'follower_count', n %% %d, 'display_name', 'Maker'),
            '%s'::timestamptz - make_interval(mins => n %% 30000 + 1)
          FROM generate_series(0, %d) AS n""".formatted(today, today, creators, creators, creators, today, posts - 1));
    }
    return server.url().replace("jdbc:postgresql://", "postgresql://" + server.user() + ":" + server.password() + "@");
  }
}

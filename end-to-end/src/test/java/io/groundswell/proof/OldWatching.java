package io.groundswell.proof;

import io.groundswell.proof.check.Database;
import java.sql.SQLException;
import java.time.Instant;

/// The tables of a player that personalises, made up.
final class OldWatching {

  private static final String[] SCHEMA = {"""
      CREATE TABLE user_sessions (id bigserial PRIMARY KEY, user_id text, length_minutes numeric(8, 2), watch_seconds int,
        binge boolean, genres text[], ended_at timestamptz)""", """
      CREATE TABLE user_temporal_metrics (user_id text PRIMARY KEY, avg_session_length_minutes numeric(8, 2),
        total_watch_time_hours numeric(10, 2), binge_session_count int DEFAULT 0, preferred_genres text[],
        preferred_watch_times int[], extended_metrics jsonb, updated_at timestamptz)""", """
      CREATE TABLE quality_metrics (id bigserial PRIMARY KEY, user_id text, content_id text, score numeric(5, 2), rating int,
        clicked boolean NOT NULL DEFAULT false, watched boolean NOT NULL DEFAULT false, watch_duration_seconds int,
        feedback_type varchar(50), created_at timestamptz)""", """
      CREATE TABLE performance_logs (id bigserial PRIMARY KEY, operation text, duration_ms bigint NOT NULL,
        response_size_bytes int, cache_hit boolean, error_type varchar(100), created_at timestamptz)""", """
      CREATE TABLE genre_mappings (id serial PRIMARY KEY, genre_name text, tmdb_id int, active boolean,
        created_at timestamptz)""", """
      INSERT INTO user_sessions (user_id, length_minutes, watch_seconds, binge, genres, ended_at)
      SELECT 'watcher-' || n % 20, 30 + n % 50, n * 10, n % 9 = 0, ARRAY['drama', 'crime'], NOW - make_interval(hours => n)
      FROM generate_series(1, 200) AS n""", """
      INSERT INTO user_temporal_metrics SELECT 'watcher-' || n, 40.25 + n, 100.5 + n, n, ARRAY['drama', 'crime'], ARRAY[20, 21],
        '{"mood": "good"}', NOW - interval '1 hour'
      FROM generate_series(0, 19) AS n""", """
      INSERT INTO quality_metrics (user_id, content_id, score, rating, clicked, watched, watch_duration_seconds, feedback_type,
        created_at)
      SELECT 'watcher-' || n % 20, 'watched-' || n % 10, 88.5, 1 + n % 10, true, n % 2 = 0, n, 'positive',
        NOW - make_interval(mins => n)
      FROM generate_series(1, 300) AS n""", """
      INSERT INTO performance_logs (operation, duration_ms, response_size_bytes, cache_hit, error_type, created_at)
      SELECT 'load-' || n % 5, n, CASE n % 3 WHEN 0 THEN n * 100 END, n % 2 = 0, CASE n % 10 WHEN 0 THEN 'timeout' END,
        NOW - make_interval(secs => n)
      FROM generate_series(1, 150) AS n""", """
      INSERT INTO genre_mappings (genre_name, tmdb_id, active, created_at)
      SELECT 'genre-' || n, n, n % 7 <> 0, NOW FROM generate_series(1, 20) AS n"""};

  private OldWatching() {
  }

  static Database make(Database server, Instant today) throws SQLException {
    return OldSocial.make(server, "old_watching", today, SCHEMA);
  }
}

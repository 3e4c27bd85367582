-- How persons spend their time, what they thought of what they saw, and the genres that go with it.
SET LOCAL lock_timeout = '5s';

-- Two objects of counts become one.
CREATE FUNCTION add_counts(one jsonb, other jsonb) RETURNS jsonb
  LANGUAGE sql IMMUTABLE
  SET search_path = pg_catalog, pg_temp
  RETURN (SELECT coalesce(jsonb_object_agg(name, amount), '{}')
    FROM (SELECT part.key AS name, sum(part.value::numeric) AS amount
      FROM (SELECT * FROM jsonb_each_text(coalesce(one, '{}')) UNION ALL SELECT * FROM jsonb_each_text(coalesce(other, '{}')))
        AS part
      GROUP BY part.key) AS added);

-- The names with the greatest counts, of equal ones the first by name.
CREATE FUNCTION most_counted(counts jsonb, most int) RETURNS text[]
  LANGUAGE sql IMMUTABLE
  SET search_path = pg_catalog, pg_temp
  RETURN (SELECT coalesce(array_agg(best.key ORDER BY best.amount DESC, best.key COLLATE "C"), '{}')
    FROM (SELECT key, value::numeric AS amount FROM jsonb_each_text(coalesce(counts, '{}'))
      ORDER BY value::numeric DESC, key COLLATE "C" LIMIT most) AS best);

-- Sums alone are written, so that the order of events does not matter; the rest follows from them.
CREATE TABLE user_temporal_metrics (
  first_seen          timestamptz NOT NULL,
  last_seen           timestamptz NOT NULL,
  user_id             bigint      NOT NULL, -- person.id
  organization_id     int         NOT NULL,
  session_count       int         NOT NULL,
  binge_session_count int         NOT NULL,
  session_minutes     numeric     NOT NULL,
  watch_seconds       numeric     NOT NULL,
  extended_metrics    jsonb       NOT NULL, -- counts by name: genres, hours (of the day, UTC), actions
  avg_session_length_minutes numeric(8, 2)
    GENERATED ALWAYS AS (least(session_minutes / nullif(session_count, 0), 999999.99)) STORED,
  total_watch_time_hours numeric(10, 2) GENERATED ALWAYS AS (least(watch_seconds / 3600, 99999999.99)) STORED,
  preferred_genres text[] GENERATED ALWAYS AS (analytics.most_counted(extended_metrics -> 'genres', 5)) STORED,
  preferred_watch_times int[] GENERATED ALWAYS AS (analytics.most_counted(extended_metrics -> 'hours', 3)::int[]) STORED,
  PRIMARY KEY (organization_id, user_id) -- PeopleLog: adding; PeopleReads: one person
) WITH (fillfactor = 80);
CREATE INDEX user_temporal_metrics_genres ON user_temporal_metrics USING gin (preferred_genres); -- people_who: a genre
CREATE INDEX user_temporal_metrics_hours ON user_temporal_metrics USING gin (preferred_watch_times); -- people_who: an hour
CREATE INDEX user_temporal_metrics_extended ON user_temporal_metrics USING gin (extended_metrics); -- people_who: an action

-- What somebody thought of something that they saw, and on what they saw it: a row an event that says so.
CREATE TABLE quality_metrics (
  observed_at            timestamptz NOT NULL,
  user_id                bigint,
  event_key              uuid        NOT NULL,
  organization_id        int         NOT NULL,
  subject_id             int         NOT NULL,
  watch_duration_seconds int CHECK (watch_duration_seconds >= 0),
  rating                 smallint CHECK (rating BETWEEN 1 AND 10),
  clicked                boolean     NOT NULL DEFAULT false,
  watched                boolean     NOT NULL DEFAULT false,
  score                  numeric(5, 2) CHECK (score >= 0), -- 0 to 999.99
  platform               text        NOT NULL,
  feedback_type          text CHECK (length(feedback_type) <= 50), -- positive, negative, skip, share …
  screen_size            text,
  connection_speed       text,
  preferred_quality      text,
  PRIMARY KEY (organization_id, subject_id, observed_at, event_key) -- PeopleReads: what was thought of a subject
);
CREATE INDEX quality_metrics_of_person ON quality_metrics (user_id) WHERE user_id IS NOT NULL; -- forget_time

-- The genres of The Movie Database (TMDB): those of films, and the one of television that has none among these. A genre that
-- is deleted stays, without being active, so that what names it can still be read.
CREATE TABLE genre_mappings (
  deleted_at timestamptz,
  tmdb_id    int     PRIMARY KEY,
  active     boolean NOT NULL DEFAULT true,
  genre      text    NOT NULL UNIQUE, -- as events name it
  name       text    NOT NULL,
  CHECK (active = (deleted_at IS NULL))
);
CREATE INDEX genre_mappings_active ON genre_mappings (genre) WHERE active; -- GenresResource: those in use
INSERT INTO genre_mappings (tmdb_id, genre, name) VALUES
  (28, 'action', 'Action'), (12, 'adventure', 'Adventure'), (16, 'animation', 'Animation'), (35, 'comedy', 'Comedy'),
  (80, 'crime', 'Crime'), (99, 'documentary', 'Documentary'), (18, 'drama', 'Drama'), (10751, 'family', 'Family'),
  (14, 'fantasy', 'Fantasy'), (36, 'history', 'History'), (27, 'horror', 'Horror'), (10402, 'music', 'Music'),
  (9648, 'mystery', 'Mystery'), (10749, 'romance', 'Romance'), (878, 'science-fiction', 'Science Fiction'),
  (10770, 'tv-movie', 'TV Movie'), (53, 'thriller', 'Thriller'), (10752, 'war', 'War'), (37, 'western', 'Western'),
  (10764, 'reality', 'Reality');

CREATE FUNCTION keep_deleted_genre() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE analytics.genre_mappings SET active = false, deleted_at = now() WHERE tmdb_id = OLD.tmdb_id AND active;
  RETURN NULL;
END
$$;
CREATE TRIGGER keep_deleted BEFORE DELETE ON genre_mappings FOR EACH ROW EXECUTE FUNCTION keep_deleted_genre();

DO $$
DECLARE
  scoped text;
BEGIN
  FOREACH scoped IN ARRAY ARRAY['user_temporal_metrics', 'quality_metrics'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true)',
      scoped);
    EXECUTE format('CREATE POLICY own_organization ON %I FOR SELECT TO groundswell_reader '
      'USING (organization_id = current_setting(''app.organization'')::int)', scoped);
    EXECUTE format('GRANT SELECT ON %I TO groundswell_reader', scoped);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON user_temporal_metrics TO groundswell_metrics;
GRANT SELECT, INSERT ON quality_metrics TO groundswell_metrics;
GRANT SELECT ON genre_mappings TO groundswell_metrics, groundswell_reader;
-- Whose time it is; row-level security shows a reader their organisation's persons.
GRANT SELECT ON person TO groundswell_reader;

-- The persons of the caller's organisation who prefer all of these, most watched first. As the owner, for the same reason as
-- search_posts: no index over arrays or documents is used beneath row-level security.
CREATE FUNCTION people_who(genres text[], hour int, action text, most int) RETURNS SETOF user_temporal_metrics
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
  SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY EXECUTE 'SELECT * FROM analytics.user_temporal_metrics WHERE organization_id = $1'
    || CASE WHEN cardinality(genres) = 0 THEN '' ELSE ' AND preferred_genres @> $2' END
    || CASE WHEN hour IS NULL THEN '' ELSE ' AND preferred_watch_times @> ARRAY[$4]' END
    || CASE WHEN action IS NULL THEN '' ELSE ' AND extended_metrics @? $5' END
    || ' ORDER BY watch_seconds DESC, user_id LIMIT $3'
    USING current_setting('app.organization')::int, genres, most, hour,
      ('$.actions.' || to_jsonb(action)::text)::jsonpath;
END
$$;

-- A person's own time and thoughts go.
CREATE FUNCTION forget_time(organization int, person bigint, user_name text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  changed bigint;
  total bigint;
  named text[] := ARRAY[user_name, 'user/' || user_name];
BEGIN
  DELETE FROM analytics.user_temporal_metrics WHERE organization_id = organization AND user_id = person;
  GET DIAGNOSTICS total = ROW_COUNT;
  UPDATE analytics.quality_metrics
  SET user_id = NULL, feedback_type = NULL, screen_size = NULL, connection_speed = NULL, preferred_quality = NULL
  WHERE organization_id = organization AND user_id = person;
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.quality_metrics SET
    feedback_type = CASE WHEN feedback_type = ANY(named) THEN 'forgotten' ELSE feedback_type END,
    screen_size = CASE WHEN screen_size = ANY(named) THEN 'forgotten' ELSE screen_size END,
    connection_speed = CASE WHEN connection_speed = ANY(named) THEN 'forgotten' ELSE connection_speed END,
    preferred_quality = CASE WHEN preferred_quality = ANY(named) THEN 'forgotten' ELSE preferred_quality END
  WHERE organization_id = organization AND (feedback_type = ANY(named) OR screen_size = ANY(named)
    OR connection_speed = ANY(named) OR preferred_quality = ANY(named));
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  -- A genre or an action that is called like the person, in others' counts.
  UPDATE analytics.user_temporal_metrics SET extended_metrics = jsonb_build_object(
    'genres', (extended_metrics -> 'genres') - named, 'hours', extended_metrics -> 'hours',
    'actions', extended_metrics -> 'actions')
  WHERE organization_id = organization AND (extended_metrics -> 'genres') ?| named;
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN total + changed;
END
$$;

REVOKE ALL ON FUNCTION add_counts(jsonb, jsonb), most_counted(jsonb, int), keep_deleted_genre(), people_who(text[], int, text, int),
  forget_time(int, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_counts(jsonb, jsonb), most_counted(jsonb, int), forget_time(int, bigint, text)
  TO groundswell_metrics;
GRANT EXECUTE ON FUNCTION people_who(text[], int, text, int) TO groundswell_reader;

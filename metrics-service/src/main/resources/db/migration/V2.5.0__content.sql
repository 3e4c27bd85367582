-- Posts and those who make them, of any platform: each once, as the latest that was said of it.
SET LOCAL lock_timeout = '5s';

-- The organisation, the subject (post/<id>, creator/<id>) and the platform are the identity. Names stand in subject only.
--
-- clock says which columns were observed when, so that an older observation never wins over a newer one, member by member: four
-- bytes with a bit for each column that is as of observed_at, then for each earlier time twelve, its bits and how many
-- microseconds before (Known).
CREATE TABLE creators (
  observed_at         timestamptz NOT NULL,
  first_seen          timestamptz NOT NULL, -- the least time of an event that names the creator
  indexed_at          timestamptz NOT NULL, -- the least time of receipt of these
  follower_count      bigint,
  following_count     bigint,
  post_count          bigint,
  user_id             bigint, -- person.id, of whoever last told of it
  organization_id     int         NOT NULL,
  subject_id          int         NOT NULL,
  verified            boolean,
  platform            text        NOT NULL,
  username            text,
  display_name        text,
  profile_picture_url text,
  permalink           text,
  clock               bytea       NOT NULL,
  PRIMARY KEY (organization_id, subject_id, platform) -- LatestRows: storing; CreatorReads: one creator
) WITH (fillfactor = 80);
-- CreatorReads: top by followers.
CREATE INDEX creators_by_followers ON creators (organization_id, follower_count DESC NULLS LAST, subject_id, platform);
CREATE INDEX creators_of_person ON creators (user_id) WHERE user_id IS NOT NULL; -- forget_content

CREATE TABLE posts (
  observed_at     timestamptz NOT NULL,
  first_seen      timestamptz NOT NULL,
  indexed_at      timestamptz NOT NULL,
  posted_at       timestamptz NOT NULL, -- first_seen where no event says it
  updated_at      timestamptz,          -- when it was edited, as the platform says
  user_id         bigint,               -- person.id, of whoever last told of it
  organization_id int         NOT NULL,
  subject_id      int         NOT NULL,
  creator_id      int,                  -- subject.id of the creator, on the same platform
  media           int,                  -- recognises the list in post_media_links
  is_reply        boolean,
  platform        text        NOT NULL,
  text            text,
  permalink       text,
  generation_id   text,
  task_id         text,
  clock           bytea       NOT NULL,
  PRIMARY KEY (organization_id, subject_id, platform) -- LatestRows: storing; PostReads: one post
) WITH (fillfactor = 90);
-- PostReads: the latest posts, of all platforms and of one, and those behind a cursor.
CREATE INDEX posts_latest ON posts (organization_id, posted_at DESC, subject_id DESC, platform DESC);
CREATE INDEX posts_latest_of_platform ON posts (organization_id, platform, posted_at DESC, subject_id DESC);
-- PostReads: the posts of a creator.
CREATE INDEX posts_of_creator ON posts (organization_id, creator_id, posted_at DESC, subject_id DESC, platform DESC);
CREATE INDEX posts_of_person ON posts (user_id) WHERE user_id IS NOT NULL; -- forget_content

-- A file and its renditions, once however many posts show it; id is a hash of the organisation and the URL.
CREATE TABLE media_files (
  observed_at     timestamptz NOT NULL,
  duration_ms     bigint,
  id              uuid        NOT NULL,
  organization_id int         NOT NULL,
  width           int,
  height          int,
  kind            text,
  url             text        NOT NULL,
  url_md          text,
  thumbnail_url   text,
  gif_url         text,
  PRIMARY KEY (organization_id, id) -- MediaRows: storing; PostReads: the files of a post
);

CREATE TABLE post_media_links (
  media_id        uuid        NOT NULL,
  organization_id int         NOT NULL,
  subject_id      int         NOT NULL,
  place           smallint    NOT NULL,
  platform        text        NOT NULL,
  PRIMARY KEY (organization_id, subject_id, platform, place) -- MediaRows: replacing; PostReads: the files of a post
);
CREATE INDEX post_media_links_of_file ON post_media_links (organization_id, media_id); -- forget_content: files of nobody

-- What somebody's analysis says of a creator: the latest one, whole.
CREATE TABLE personality_analysis (
  analyzed_at         timestamptz NOT NULL,
  organization_id     int         NOT NULL,
  subject_id          int         NOT NULL,
  platform            text        NOT NULL,
  traits              jsonb       NOT NULL,
  interests           jsonb       NOT NULL,
  communication_style jsonb       NOT NULL,
  PRIMARY KEY (organization_id, subject_id, platform) -- PersonalityRows: storing; CreatorReads: of one creator
);

-- How many posts and creators were new in an hour of receipt, so that nobody counts the rows of a million. Every Kafka
-- partition counts in rows of its own, as in accounting.
CREATE TABLE content_hour (
  hour            timestamptz NOT NULL,
  posts           bigint      NOT NULL,
  creators        bigint      NOT NULL,
  organization_id int         NOT NULL,
  kpartition      int         NOT NULL,
  platform        text        NOT NULL,
  PRIMARY KEY (organization_id, platform, hour, kpartition) -- ContentLog: counting; StatsReads: totals and rates
) WITH (fillfactor = 70);

DO $$
DECLARE
  scoped text;
BEGIN
  FOREACH scoped IN ARRAY ARRAY['creators', 'posts', 'media_files', 'post_media_links', 'personality_analysis',
    'content_hour']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true)',
      scoped);
    EXECUTE format('CREATE POLICY own_organization ON %I FOR SELECT TO groundswell_reader '
      'USING (organization_id = current_setting(''app.organization'')::int)', scoped);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO groundswell_metrics', scoped);
    EXECUTE format('GRANT SELECT ON %I TO groundswell_reader', scoped);
  END LOOP;
  -- Long texts are compressed by lz4 where the server was built with it.
  BEGIN
    ALTER TABLE posts ALTER COLUMN text SET COMPRESSION lz4;
    ALTER TABLE personality_analysis ALTER COLUMN traits SET COMPRESSION lz4;
  EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR syntax_error THEN
    RAISE NOTICE 'this server has no lz4; long texts are compressed by pglz';
  END;
END
$$;
GRANT DELETE ON post_media_links TO groundswell_metrics;

-- What a person told of posts and profiles goes, as what their own events said does; the rows stay, with their numbers. In what
-- others told, the person's id as a whole value goes.
CREATE FUNCTION forget_content(organization int, person bigint, user_name text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  changed bigint;
  total bigint := 0;
  named text[] := ARRAY[user_name, 'user/' || user_name];
BEGIN
  WITH unlinked AS (
    DELETE FROM analytics.post_media_links AS l USING analytics.posts AS p
    WHERE p.user_id = person AND p.organization_id = organization AND l.organization_id = p.organization_id
      AND l.subject_id = p.subject_id AND l.platform = p.platform
    RETURNING l.organization_id, l.subject_id, l.platform, l.place, l.media_id)
  DELETE FROM analytics.media_files AS f USING unlinked AS u
  WHERE f.organization_id = organization AND f.id = u.media_id AND NOT EXISTS (
    SELECT FROM analytics.post_media_links AS l WHERE l.organization_id = organization AND l.media_id = f.id
      AND (l.subject_id, l.platform, l.place) NOT IN (SELECT subject_id, platform, place FROM unlinked));
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.posts SET text = NULL, permalink = NULL, generation_id = NULL, task_id = NULL, media = NULL,
    creator_id = NULL, user_id = NULL
  WHERE organization_id = organization AND user_id = person;
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.posts SET
    text = CASE WHEN text = ANY(named) THEN 'forgotten' ELSE text END,
    permalink = CASE WHEN permalink = ANY(named) THEN 'forgotten' ELSE permalink END,
    generation_id = CASE WHEN generation_id = ANY(named) THEN 'forgotten' ELSE generation_id END,
    task_id = CASE WHEN task_id = ANY(named) THEN 'forgotten' ELSE task_id END
  WHERE organization_id = organization
    AND (text = ANY(named) OR permalink = ANY(named) OR generation_id = ANY(named) OR task_id = ANY(named));
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.personality_analysis AS a SET traits = '{}', interests = '{}', communication_style = '{}'
  FROM analytics.creators AS c
  WHERE c.user_id = person AND c.organization_id = organization AND a.organization_id = organization
    AND a.subject_id = c.subject_id AND a.platform = c.platform;
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.creators SET username = NULL, display_name = NULL, profile_picture_url = NULL, permalink = NULL,
    user_id = NULL
  WHERE organization_id = organization AND user_id = person;
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.creators SET
    username = CASE WHEN username = ANY(named) THEN 'forgotten' ELSE username END,
    display_name = CASE WHEN display_name = ANY(named) THEN 'forgotten' ELSE display_name END,
    profile_picture_url = CASE WHEN profile_picture_url = ANY(named) THEN 'forgotten' ELSE profile_picture_url END,
    permalink = CASE WHEN permalink = ANY(named) THEN 'forgotten' ELSE permalink END
  WHERE organization_id = organization AND (username = ANY(named) OR display_name = ANY(named)
    OR profile_picture_url = ANY(named) OR permalink = ANY(named));
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.media_files SET
    kind = CASE WHEN kind = ANY(named) THEN 'forgotten' ELSE kind END,
    url = CASE WHEN url = ANY(named) THEN 'forgotten' ELSE url END,
    url_md = CASE WHEN url_md = ANY(named) THEN 'forgotten' ELSE url_md END,
    thumbnail_url = CASE WHEN thumbnail_url = ANY(named) THEN 'forgotten' ELSE thumbnail_url END,
    gif_url = CASE WHEN gif_url = ANY(named) THEN 'forgotten' ELSE gif_url END
  WHERE organization_id = organization AND (kind = ANY(named) OR url = ANY(named) OR url_md = ANY(named)
    OR thumbnail_url = ANY(named) OR gif_url = ANY(named));
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.personality_analysis SET traits = analytics.without_person(traits, user_name),
    interests = analytics.without_person(interests, user_name),
    communication_style = analytics.without_person(communication_style, user_name)
  WHERE organization_id = organization AND (traits IS DISTINCT FROM analytics.without_person(traits, user_name)
    OR interests IS DISTINCT FROM analytics.without_person(interests, user_name)
    OR communication_style IS DISTINCT FROM analytics.without_person(communication_style, user_name));
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN total + changed;
END
$$;
REVOKE ALL ON FUNCTION forget_content(int, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_content(int, bigint, text) TO groundswell_metrics;

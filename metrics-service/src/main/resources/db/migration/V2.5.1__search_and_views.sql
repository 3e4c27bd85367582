-- Finding posts by their words, and what dashboards of SQL read.
SET LOCAL lock_timeout = '5s';

-- search_posts: by words.
CREATE INDEX posts_words ON posts USING gin (to_tsvector('english', text));

-- search_posts: by similar words, where the server has pg_trgm (part of PostgreSQL's contrib, so nearly everywhere). Without it the
-- beginnings of words are looked for.
DO $$
DECLARE
  trigrams name;
BEGIN
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
  EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'no pg_trgm: %', SQLERRM;
  END;
  SELECT n.nspname INTO trigrams FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_trgm';
  IF trigrams IS NOT NULL THEN
    EXECUTE format('CREATE INDEX posts_trigrams ON posts USING gin (text %I.gin_trgm_ops)', trigrams);
  END IF;
END
$$;

-- The posts of the caller's organisation that match, latest first, from a place in that order on.
--
-- As the owner, since PostgreSQL lets no index answer a question of words beneath row-level security: it cannot know that the
-- comparison tells nothing of rows it looks at. The organisation is that of the transaction, and nobody can pass another. Planned
-- with the values at hand each time: rare words go through their index, words of every tenth post along the feed.
CREATE FUNCTION search_posts(wanted text, fuzzy boolean, of_platform text, of_creator text, since timestamptz,
    before_time timestamptz, before_subject int, before_platform text, most int) RETURNS SETOF posts
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  organization int := current_setting('app.organization')::int;
  trigrams name;
  matching text := 'to_tsvector(''english'', p.text) @@ websearch_to_tsquery(''english'', $2)';
  beginnings text;
BEGIN
  IF fuzzy THEN
    SELECT n.nspname INTO trigrams FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_trgm';
    IF trigrams IS NOT NULL THEN
      matching := format('$2 OPERATOR(%I.<%%) p.text', trigrams);
    ELSE
      SELECT string_agg('''' || translate(lexeme, '\''', '') || ''':*', ' & ') INTO beginnings
      FROM unnest(to_tsvector('english', wanted));
      wanted := coalesce(beginnings, '');
      matching := 'to_tsvector(''english'', p.text) @@ $2::tsquery';
    END IF;
  END IF;
  RETURN QUERY EXECUTE 'SELECT p.* FROM analytics.posts AS p WHERE p.organization_id = $1 AND ' || matching
    || ' AND (p.posted_at, p.subject_id, p.platform) < ($3, $4, $5) AND p.posted_at >= $6'
    || CASE WHEN of_platform IS NULL THEN '' ELSE ' AND p.platform = $7' END
    || CASE WHEN of_creator IS NULL THEN '' ELSE ' AND p.creator_id = (SELECT s.id FROM analytics.subject AS s '
      'WHERE s.organization_id = $1 AND s.type = ''creator'' AND s.external_id = $8)' END
    || ' ORDER BY p.posted_at DESC, p.subject_id DESC, p.platform DESC LIMIT $9'
    USING organization, wanted, before_time, before_subject, before_platform, since, of_platform, of_creator, most;
END
$$;
REVOKE ALL ON FUNCTION search_posts(text, boolean, text, text, timestamptz, timestamptz, int, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_posts(text, boolean, text, text, timestamptz, timestamptz, int, text, int)
  TO groundswell_reader;

-- A post with its creator and its last totals, flat, as dashboards of SQL want it.
CREATE VIEW posts_unified WITH (security_invoker = true) AS
SELECT p.organization_id, p.platform, s.external_id AS id, c.external_id AS creator_id, k.username, k.display_name,
  k.verified, p.text, p.posted_at, p.updated_at, p.permalink, number.like_count, number.view_count, number.remix_count,
  number.comment_count, number.share_count, p.indexed_at, p.observed_at AS last_updated
FROM posts AS p
JOIN subject AS s ON s.organization_id = p.organization_id AND s.id = p.subject_id
LEFT JOIN subject AS c ON c.organization_id = p.organization_id AND c.id = p.creator_id
LEFT JOIN creators AS k ON k.organization_id = p.organization_id AND k.subject_id = p.creator_id
  AND k.platform = p.platform
LEFT JOIN LATERAL (
  SELECT max(latest.last_value) FILTER (WHERE m.metric = 'likes') AS like_count,
    max(latest.last_value) FILTER (WHERE m.metric = 'views') AS view_count,
    max(latest.last_value) FILTER (WHERE m.metric = 'remixes') AS remix_count,
    max(latest.last_value) FILTER (WHERE m.metric = 'comments') AS comment_count,
    max(latest.last_value) FILTER (WHERE m.metric = 'shares') AS share_count
  FROM measure AS m
  CROSS JOIN LATERAL (
    SELECT d.last_value FROM metric_rollup_day AS d
    WHERE d.organization_id = p.organization_id AND d.subject_id = p.subject_id AND d.measure_id = m.id
    ORDER BY d.day DESC LIMIT 1) AS latest
  WHERE m.metric IN ('likes', 'views', 'remixes', 'comments', 'shares') AND m.platform = p.platform
    AND m.kind = 'total') AS number ON true;

-- Of the posts of the last 30 days those that were viewed most, then liked most.
CREATE VIEW top_performing_posts WITH (security_invoker = true) AS
SELECT * FROM posts_unified WHERE posted_at >= now() - interval '30 days'
ORDER BY view_count DESC NULLS LAST, like_count DESC NULLS LAST, id;

-- Creators by how many of their posts are known.
CREATE VIEW top_creators WITH (security_invoker = true) AS
SELECT organization_id, platform, creator_id, min(username) AS username, bool_or(verified) AS verified,
  count(*) AS post_count, sum(like_count) AS total_likes, sum(view_count) AS total_views
FROM posts_unified WHERE creator_id IS NOT NULL
GROUP BY organization_id, platform, creator_id
ORDER BY post_count DESC, creator_id;

-- A row a platform: what there is, and what came in lately.
CREATE VIEW analytics_dashboard WITH (security_invoker = true) AS
SELECT organization_id, platform, sum(posts)::bigint AS posts, sum(creators)::bigint AS creators,
  coalesce(sum(posts) FILTER (WHERE hour >= now() - interval '24 hours'), 0)::bigint AS posts_last_24_hours,
  coalesce(sum(creators) FILTER (WHERE hour >= now() - interval '24 hours'), 0)::bigint AS creators_last_24_hours,
  max(hour) AS last_hour
FROM content_hour GROUP BY organization_id, platform;

GRANT SELECT ON posts_unified, top_performing_posts, top_creators, analytics_dashboard TO groundswell_reader;

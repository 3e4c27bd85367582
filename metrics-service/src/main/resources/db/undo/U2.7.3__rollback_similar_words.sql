-- Takes back V2.7.3__similar_words.sql.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.forget_words(int, bigint, text);
CREATE OR REPLACE FUNCTION analytics.search_posts(wanted text, fuzzy boolean, of_platform text, of_creator text, since timestamptz,
    before_time timestamptz, before_subject int, before_platform text, most int) RETURNS SETOF analytics.posts
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
  SET search_path = pg_catalog, pg_temp
  SET client_min_messages = 'warning'
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
DROP TABLE analytics.search_word;
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
    EXECUTE format('CREATE INDEX posts_trigrams ON analytics.posts USING gin (text %I.gin_trgm_ops)', trigrams);
  END IF;
END
$$;

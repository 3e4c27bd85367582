-- Takes back V2.16.0__words_of_every_alphabet.sql.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.forget_words(int, bigint, text[]);
CREATE OR REPLACE FUNCTION analytics.search_posts(wanted text, fuzzy boolean, of_platform text, of_creator text, since timestamptz,
    before_time timestamptz, before_subject int, before_platform text, most int) RETURNS SETOF analytics.posts
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
  SET search_path = pg_catalog, pg_temp
  SET client_min_messages = 'warning'
AS $$
DECLARE
  organization int := current_setting('app.organization')::int;
  trigrams name;
  one text;
  other text;
  alike tsquery;
  query tsquery;
BEGIN
  IF fuzzy THEN
    SELECT n.nspname INTO trigrams FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_trgm';
  END IF;
  IF NOT fuzzy THEN
    query := websearch_to_tsquery('english', wanted);
  ELSIF trigrams IS NULL THEN
    SELECT string_agg('''' || translate(lexeme, '\''', '') || ''':*', ' & ')::tsquery INTO query
    FROM unnest(to_tsvector('english', wanted));
  ELSE
    FOR one IN SELECT DISTINCT w FROM regexp_split_to_table(wanted, ' +') AS w WHERE w <> '' ORDER BY 1 LIMIT 12 LOOP
      alike := plainto_tsquery('english', one);
      CONTINUE WHEN numnode(alike) = 0;
      FOR other IN EXECUTE format('SELECT word FROM analytics.search_word WHERE organization_id = $1 AND word <> $2 '
          'AND word OPERATOR(%1$I.%%) $2 ORDER BY %1$I.similarity(word, $2) DESC, word LIMIT 5', trigrams) USING organization, one
      LOOP
        alike := alike || plainto_tsquery('english', other);
      END LOOP;
      query := CASE WHEN query IS NULL THEN alike ELSE query && alike END;
    END LOOP;
  END IF;
  RETURN QUERY EXECUTE 'SELECT p.* FROM analytics.posts AS p WHERE p.organization_id = $1 '
    'AND to_tsvector(''english'', p.text) @@ $2'
    || ' AND (p.posted_at, p.subject_id, p.platform) < ($3, $4, $5) AND p.posted_at >= $6'
    || CASE WHEN of_platform IS NULL THEN '' ELSE ' AND p.platform = $7' END
    || CASE WHEN of_creator IS NULL THEN '' ELSE ' AND p.creator_id = (SELECT s.id FROM analytics.subject AS s '
      'WHERE s.organization_id = $1 AND s.type = ''creator'' AND s.external_id = $8)' END
    || ' ORDER BY p.posted_at DESC, p.subject_id DESC, p.platform DESC LIMIT $9'
    USING organization, coalesce(query, ''), before_time, before_subject, before_platform, since, of_platform, of_creator, most;
END
$$;
DROP INDEX analytics.posts_words;
CREATE INDEX posts_words ON analytics.posts USING gin (to_tsvector('english', text));
DROP INDEX IF EXISTS analytics.search_word_trigrams;
ALTER TABLE analytics.search_word DROP COLUMN likeness;
DO $$
DECLARE
  trigrams name;
BEGIN
  SELECT n.nspname INTO trigrams FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_trgm';
  IF trigrams IS NOT NULL THEN
    EXECUTE format('CREATE INDEX search_word_trigrams ON analytics.search_word USING gin (word %I.gin_trgm_ops) WITH (fastupdate = off)',
      trigrams);
  END IF;
END
$$;
DROP FUNCTION analytics.search_hint(text[]);
DROP FUNCTION analytics.word_likeness(text);
DROP FUNCTION analytics.word_without_accents(text);
DROP FUNCTION analytics.search_vector(text);
DROP FUNCTION analytics.search_text(text);

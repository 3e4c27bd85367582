-- Similar words are looked for among the words that there are, and posts by these words then: an index over the trigrams of whole
-- texts answers with every tenth post.
SET LOCAL lock_timeout = '5s';

-- The words of posts, each once, as SearchWords splits texts.
CREATE TABLE search_word (
  organization_id int  NOT NULL,
  word            text NOT NULL,
  PRIMARY KEY (organization_id, word) -- SearchWords: the new ones
);
ALTER TABLE search_word ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_word FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON search_word TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON search_word TO groundswell_metrics;
INSERT INTO search_word
SELECT DISTINCT organization_id, word FROM posts, regexp_split_to_table(lower(text), '[^[:alnum:]]+') AS word
WHERE length(word) BETWEEN 3 AND 32;

DROP INDEX IF EXISTS posts_trigrams;
-- search_posts: words that are alike. Without pg_trgm the beginnings of words are looked for.
DO $$
DECLARE
  trigrams name;
BEGIN
  SELECT n.nspname INTO trigrams FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_trgm';
  IF trigrams IS NOT NULL THEN
    EXECUTE format('CREATE INDEX search_word_trigrams ON search_word USING gin (word %I.gin_trgm_ops) WITH (fastupdate = off)',
      trigrams);
  END IF;
END
$$;

-- As before; where similar words are wanted, each word stands for itself and the five that are most like it.
CREATE OR REPLACE FUNCTION search_posts(wanted text, fuzzy boolean, of_platform text, of_creator text, since timestamptz,
    before_time timestamptz, before_subject int, before_platform text, most int) RETURNS SETOF posts
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

-- The words that none but a person's own posts have; before these are emptied.
CREATE FUNCTION forget_words(organization int, person bigint, user_name text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  gone bigint;
BEGIN
  DELETE FROM analytics.search_word AS w USING (
    SELECT DISTINCT word FROM analytics.posts AS p, regexp_split_to_table(lower(p.text), '[^[:alnum:]]+') AS word
    WHERE p.organization_id = organization AND p.user_id = person
    UNION
    SELECT word FROM regexp_split_to_table(lower(user_name), '[^[:alnum:]]+') AS word) AS own
  WHERE w.organization_id = organization AND w.word = own.word AND NOT EXISTS (
    SELECT FROM analytics.posts AS p
    WHERE p.organization_id = organization AND p.user_id IS DISTINCT FROM person
      AND to_tsvector('english', p.text) @@ plainto_tsquery('english', own.word));
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION forget_words(int, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_words(int, bigint, text) TO groundswell_metrics;

-- Words are found in every alphabet, whatever the locale of the database. Where that is C, PostgreSQL takes every character beyond
-- ASCII for a letter of a word, a quotation mark and an emoji too, leaves capitals as they are, and pg_trgm sees none of them.
SET LOCAL lock_timeout = '5s';

-- A text as it is searched: small letters, and a space for what separates words beyond ASCII (punctuation, arrows, symbols, emoji).
-- The collation of these capitals is one that is the same everywhere, if the server has one: PostgreSQL's own (17 and later), or ICU's.
DO $$
DECLARE
  letters text;
BEGIN
  SELECT ' COLLATE pg_catalog.' || quote_ident(collname) INTO letters FROM pg_collation
  WHERE collname IN ('pg_c_utf8', 'und-x-icu') AND collnamespace = 'pg_catalog'::regnamespace
    AND collencoding IN (-1, (SELECT encoding FROM pg_database WHERE datname = current_database()))
  ORDER BY collname LIMIT 1;
  EXECUTE format($f$
    CREATE FUNCTION search_text(written text) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN lower(regexp_replace(written, '[\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u05be\u060c'
        '\u061b\u061f\u0964\u0965\u2000-\u200b\u200e-\u206f\u2190-\u2bff\u3000-\u3004\u3008-\u3020\u3030\u30fb\ufe00-\ufe0f'
        '\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\U0001f000-\U0001faff]+', ' ', 'g')%s)$f$,
    coalesce(letters, ''));
END
$$;
CREATE FUNCTION search_vector(written text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN to_tsvector('english'::regconfig, search_text(written));

-- search_posts: by words.
DROP INDEX posts_words;
CREATE INDEX posts_words ON posts USING gin (search_vector(text));

-- A word without its accents.
CREATE FUNCTION word_without_accents(word text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN word ~ '^[ -~]*$' THEN word ELSE regexp_replace(normalize(word, NFD), '[\u0300-\u036f]', '', 'g') END;
-- By what words are compared: letters of ASCII, whatever the alphabet, one for one. Neighbours in an alphabet of up to 36 letters stay
-- apart; in larger ones some fall together, which makes words a little more alike than they are.
CREATE FUNCTION word_likeness(word text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN word_without_accents(word) ~ '^[ -~]*$' THEN word_without_accents(word) ELSE (
    SELECT string_agg(CASE WHEN ascii(letter) < 128 THEN letter
      ELSE substr('abcdefghijklmnopqrstuvwxyz0123456789', ascii(letter) % 36 + 1, 1) END, '' ORDER BY place)
    FROM unnest(string_to_array(word_without_accents(word), NULL)) WITH ORDINALITY AS each (letter, place)) END;
ALTER TABLE search_word ADD COLUMN likeness text GENERATED ALWAYS AS (word_likeness(word)) STORED;
DROP INDEX IF EXISTS search_word_trigrams;
-- search_posts: words that are alike. Without pg_trgm the beginnings of words are looked for.
DO $$
DECLARE
  trigrams name;
BEGIN
  SELECT n.nspname INTO trigrams FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_trgm';
  IF trigrams IS NOT NULL THEN
    EXECUTE format('CREATE INDEX search_word_trigrams ON search_word USING gin (likeness %I.gin_trgm_ops) WITH (fastupdate = off)',
      trigrams);
  END IF;
END
$$;

-- What a post must have somewhere in its text to have one of these words: all of the stem but its last letter, which the stemmer may
-- have changed. Null where that says nothing: short stems may be of quite another word (dying: die), and capitals beyond ASCII are
-- not looked into. Thirty times as fast as the comparison of words, most of which it spares where posts are read along the feed. As
-- "<> 0", of which the planner believes that nearly all rows have it, so that it counts on no fewer rows than the words have.
CREATE FUNCTION search_hint(words text[]) RETURNS text
  LANGUAGE sql IMMUTABLE
  SET search_path = pg_catalog, pg_temp
  RETURN (
    SELECT CASE WHEN bool_and(coalesce(lexeme ~ '^[a-z0-9]{4,}$', false))
      THEN '(' || string_agg(format('strpos(lower(p.text COLLATE "C"), %L) <> 0', left(lexeme, -1)), ' OR ') || ')' END
    FROM unnest(words) AS each (word) LEFT JOIN LATERAL unnest(analytics.search_vector(each.word)) AS found ON true);

-- As before, in every alphabet. Words of ASCII and others are alike only among themselves.
CREATE OR REPLACE FUNCTION search_posts(wanted text, fuzzy boolean, of_platform text, of_creator text, since timestamptz,
    before_time timestamptz, before_subject int, before_platform text, most int) RETURNS SETOF posts
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
  SET search_path = pg_catalog, pg_temp
  SET client_min_messages = 'warning'
  SET max_parallel_workers_per_gather = 0 -- starting a worker takes longer than most searches
AS $$
DECLARE
  organization int := current_setting('app.organization')::int;
  trigrams name;
  one text;
  others text[];
  alike tsquery;
  query tsquery;
  hints text := '';
BEGIN
  IF fuzzy THEN
    SELECT n.nspname INTO trigrams FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_trgm';
  END IF;
  IF NOT fuzzy THEN
    query := websearch_to_tsquery('english', analytics.search_text(translate(wanted, '«»„“”', '"""""')));
    -- Without "or" and "-" every word is required.
    IF query::text !~ '[|!]' THEN
      SELECT coalesce(string_agg(' AND ' || analytics.search_hint(ARRAY[found.lexeme]), ''), '') INTO hints
      FROM unnest(analytics.search_vector(wanted)) AS found;
    END IF;
  ELSIF trigrams IS NULL THEN
    SELECT string_agg('''' || translate(lexeme, '\''', '') || ''':*', ' & ')::tsquery INTO query
    FROM unnest(analytics.search_vector(wanted));
  ELSE
    FOR one IN SELECT DISTINCT w FROM regexp_split_to_table(wanted, ' +') AS w WHERE w <> '' ORDER BY 1 LIMIT 12 LOOP
      alike := plainto_tsquery('english', analytics.search_text(one));
      CONTINUE WHEN numnode(alike) = 0;
      EXECUTE format('SELECT array_agg(word) FROM (SELECT word FROM analytics.search_word WHERE organization_id = $1 AND word <> $2 '
          'AND likeness OPERATOR(%1$I.%%) $3 '
          'AND (likeness = word OR analytics.word_without_accents(word) ~ ''^[ -~]*$'') = $4 '
          'ORDER BY %1$I.similarity(likeness, $3) DESC, word LIMIT 5) AS nearest', trigrams)
        INTO others
        USING organization, one, analytics.word_likeness(one), analytics.word_without_accents(one) ~ '^[ -~]*$';
      FOR nearest IN 1 .. coalesce(cardinality(others), 0) LOOP
        alike := alike || plainto_tsquery('english', analytics.search_text(others[nearest]));
      END LOOP;
      hints := hints || coalesce(' AND ' || analytics.search_hint(one || others), '');
      query := CASE WHEN query IS NULL THEN alike ELSE query && alike END;
    END LOOP;
  END IF;
  RETURN QUERY EXECUTE 'SELECT p.* FROM analytics.posts AS p WHERE p.organization_id = $1 '
    'AND analytics.search_vector(p.text) @@ $2' || hints
    || ' AND (p.posted_at, p.subject_id, p.platform) < ($3, $4, $5) AND p.posted_at >= $6'
    || CASE WHEN of_platform IS NULL THEN '' ELSE ' AND p.platform = $7' END
    || CASE WHEN of_creator IS NULL THEN '' ELSE ' AND p.creator_id = (SELECT s.id FROM analytics.subject AS s '
      'WHERE s.organization_id = $1 AND s.type = ''creator'' AND s.external_id = $8)' END
    || ' ORDER BY p.posted_at DESC, p.subject_id DESC, p.platform DESC LIMIT $9'
    USING organization, coalesce(query, ''), before_time, before_subject, before_platform, since, of_platform, of_creator, most;
END
$$;

-- Of some words those that none but a person's own posts have; before these are emptied. Which words their posts have says who stored
-- them (SearchWords): a function of the database would split them at other places.
CREATE FUNCTION forget_words(organization int, person bigint, words text[]) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  gone bigint;
BEGIN
  DELETE FROM analytics.search_word AS w
  WHERE w.organization_id = organization AND w.word = ANY(words) AND NOT EXISTS (
    SELECT FROM analytics.posts AS p
    WHERE p.organization_id = organization AND p.user_id IS DISTINCT FROM person
      AND analytics.search_vector(p.text) @@ plainto_tsquery('english', analytics.search_text(w.word)));
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION forget_words(int, bigint, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_words(int, bigint, text[]) TO groundswell_metrics;

-- What an index or a generated column is made of runs as whoever writes the row.
REVOKE ALL ON FUNCTION search_text(text), search_vector(text), word_without_accents(text), word_likeness(text), search_hint(text[])
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_text(text), search_vector(text), word_without_accents(text), word_likeness(text)
  TO groundswell_metrics;

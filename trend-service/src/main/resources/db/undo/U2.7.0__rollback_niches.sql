-- Takes back V2.7.0__niches.sql. Tables that were adopted go back to their old place with all their rows, those of other organisations
-- too, and without what was added; our own are dropped.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.forget_trend_subject(int, smallint, text, text);
ALTER FUNCTION analytics.forget_counted_subject(int, smallint, text, text) RENAME TO forget_trend_subject;
GRANT EXECUTE ON FUNCTION analytics.forget_trend_subject(int, smallint, text, text) TO groundswell_metrics;
DROP TABLE analytics.niche_member;

DO $$
DECLARE
  name text;
  moved regclass;
  own int;
  added text;
  granted record;
BEGIN
  FOREACH name IN ARRAY ARRAY['hot_niches_today', 'features'] LOOP
    moved := ('analytics.' || name)::regclass;
    own := substring(obj_description(moved, 'pg_class') FROM '^adopted from public; (\d+) columns$')::int;
    IF own IS NULL THEN
      EXECUTE format('DROP TABLE %s', moved);
    ELSE
      IF name = 'features' THEN
        DROP TRIGGER name_niche ON analytics.features;
        DROP INDEX analytics.features_slug, analytics.features_niche;
      ELSE
        DROP INDEX analytics.hot_niches_today_score, analytics.hot_niches_today_niche;
      END IF;
      EXECUTE format('DROP VIEW public.%I', name);
      EXECUTE format('DROP POLICY everything ON %s', moved);
      EXECUTE format('DROP POLICY own_organization ON %s', moved);
      EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', moved);
      EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', moved);
      EXECUTE format('REVOKE ALL ON %s FROM groundswell_trend, groundswell_reader', moved);
      FOR added IN
        SELECT quote_ident(attname) FROM (SELECT attname, row_number() OVER (ORDER BY attnum) AS place FROM pg_attribute
          WHERE attrelid = moved AND attnum > 0 AND NOT attisdropped) AS a WHERE place > own
      LOOP
        EXECUTE format('ALTER TABLE %s DROP COLUMN %s', moved, added);
      END LOOP;
      EXECUTE format('COMMENT ON TABLE %s IS NULL', moved);
      EXECUTE format('ALTER TABLE %s SET SCHEMA public', moved);
    END IF;
  END LOOP;
END
$$;
DROP FUNCTION analytics.name_niche();

-- Takes back V2.5.0__announcements.sql, with everything that was announced.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.trend_course, analytics.trend_outbox, analytics.trend_call;

CREATE OR REPLACE FUNCTION analytics.forget_trend_subject(organization int, share smallint, type text, name text)
  RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  removed bigint;
  named text := to_jsonb(type || '/' || name)::text;
BEGIN
  DELETE FROM analytics.trend_bucket
  WHERE organization_id = organization AND slot = share AND subject_type = type AND subject_id = name;
  GET DIAGNOSTICS removed = ROW_COUNT;
  DELETE FROM analytics.trend_candidate WHERE organization_id = organization AND position(named IN standing::text) > 0;
  DELETE FROM analytics.trend_cache WHERE organization_id = organization AND position(named IN board::text) > 0;
  RETURN removed;
END
$$;

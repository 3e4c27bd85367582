-- What the metrics-service calls when a person is forgotten who is a subject too: user/<id>. The trend-service stores no person otherwise.
SET LOCAL lock_timeout = '5s';

-- The counts of the subject go, and what is kept of boards that name it; the boards themselves are composed anew every second.
CREATE FUNCTION forget_trend_subject(organization int, share smallint, type text, name text) RETURNS bigint
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
REVOKE ALL ON FUNCTION forget_trend_subject(int, smallint, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_trend_subject(int, smallint, text, text) TO groundswell_metrics;

-- Takes back V2.7.4__insight_registry.sql, with everything that was said.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.insight_registry;
CREATE OR REPLACE FUNCTION analytics.forget_trend_subject(organization int, share smallint, type text, name text)
  RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  removed bigint := analytics.forget_counted_subject(organization, share, type, name);
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['niche_member', 'webhook_delivery', 'cross_platform_metrics'] LOOP
    EXECUTE format('DELETE FROM analytics.%I '
      'WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4', named)
      USING organization, share, type, name;
  END LOOP;
  RETURN removed;
END
$$;

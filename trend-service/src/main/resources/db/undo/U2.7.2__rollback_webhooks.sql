-- Takes back V2.7.2__webhooks.sql, with all addresses and what was not delivered yet.
SET LOCAL lock_timeout = '5s';
DROP TRIGGER hook_announcement ON analytics.trend_outbox;
DROP FUNCTION analytics.hook_announcement();
CREATE OR REPLACE FUNCTION analytics.forget_trend_subject(organization int, share smallint, type text, name text)
  RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  removed bigint := analytics.forget_counted_subject(organization, share, type, name);
BEGIN
  DELETE FROM analytics.niche_member
  WHERE organization_id = organization AND slot = share AND subject_type = type AND subject_id = name;
  RETURN removed;
END
$$;
DROP TABLE analytics.webhook_delivery, analytics.webhook;

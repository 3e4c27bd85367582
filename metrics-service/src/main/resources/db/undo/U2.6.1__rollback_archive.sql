-- Takes back V2.6.1__archive.sql. Refused while days are in files: their rows would be out of everybody's sight. Restore them first.
SET LOCAL lock_timeout = '5s';
DO $$
BEGIN
  IF EXISTS (SELECT FROM analytics.archive_partition WHERE state IN ('closed', 'detached', 'dropped')) THEN
    RAISE EXCEPTION 'archived days must be restored before the archive is taken back';
  END IF;
END
$$;
CREATE OR REPLACE VIEW analytics.published_partition_days WITH (security_invoker = true) AS
  SELECT day FROM analytics.partition_day;
ALTER TABLE analytics.forgetting DROP COLUMN next_archived_day;
DROP FUNCTION analytics.keep_day(date);
DROP FUNCTION analytics.archive_old_metrics(interval);
DROP TRIGGER archived_days_stay_away ON analytics.partition_day;
DROP FUNCTION analytics.refuse_archived_day();
DROP VIEW analytics.archived_day;
DROP TABLE analytics.archive_partition;

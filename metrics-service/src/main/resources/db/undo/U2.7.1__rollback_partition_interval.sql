-- Takes back V2.7.1__partition_interval.sql. Refused while there are partitions of several days: what came before knows of none.
SET LOCAL lock_timeout = '5s';
DO $$
BEGIN
  IF EXISTS (SELECT FROM analytics.partition_day WHERE partition_start <> day) OR EXISTS (
      SELECT FROM analytics.archive_partition WHERE days > 1) THEN
    RAISE EXCEPTION 'partitions of several days must go before their interval is taken back';
  END IF;
END
$$;
DROP FUNCTION analytics.ensure_partitions(date, date, int);
DROP FUNCTION analytics.make_partition(date, int, int);
CREATE FUNCTION analytics.ensure_partitions(first_day date, last_day date) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
  SET lock_timeout = '2s'
AS $$
DECLARE
  wanted date;
  parent text;
  child text;
  made int := 0;
BEGIN
  IF last_day - first_day > 61 THEN
    RAISE EXCEPTION 'at most 62 days a call, because every table holds a lock until the end of the transaction'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT pg_try_advisory_xact_lock(hashtextextended('analytics.ensure_partitions', 0)) THEN
    RETURN NULL;
  END IF;
  FOR wanted IN
    SELECT first_day + n FROM generate_series(0, last_day - first_day) AS n
    EXCEPT SELECT day FROM analytics.partition_day
    ORDER BY 1
  LOOP
    FOREACH parent IN ARRAY ARRAY['time_series_metrics', 'analytics_events'] LOOP
      child := parent || '_' || to_char(wanted, 'YYYYMMDD');
      EXECUTE format('CREATE TABLE analytics.%I (LIKE analytics.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
        child, parent);
      EXECUTE format('ALTER TABLE analytics.%I ENABLE ROW LEVEL SECURITY', child);
      EXECUTE format('ALTER TABLE analytics.%I FORCE ROW LEVEL SECURITY', child);
      EXECUTE format('CREATE POLICY everything ON analytics.%I TO CURRENT_USER USING (true) WITH CHECK (true)', child);
      EXECUTE format('ALTER TABLE analytics.%I ATTACH PARTITION analytics.%I FOR VALUES FROM (%L) TO (%L)',
        parent, child, wanted || ' 00:00:00+00', wanted + 1 || ' 00:00:00+00');
    END LOOP;
    INSERT INTO analytics.partition_day (day) VALUES (wanted);
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;
REVOKE ALL ON FUNCTION analytics.ensure_partitions(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analytics.ensure_partitions(date, date) TO groundswell_metrics;
CREATE OR REPLACE FUNCTION analytics.keep_day(wanted date) RETURNS boolean
  LANGUAGE sql VOLATILE
  SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_advisory_xact_lock_shared(hashtextextended('analytics.day.' || wanted, 0));
  SELECT EXISTS (SELECT FROM analytics.partition_day WHERE day = wanted);
$$;
CREATE OR REPLACE FUNCTION analytics.archive_old_metrics(older_than interval DEFAULT '90 days') RETURNS int
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  asked int;
BEGIN
  IF older_than < interval '16 days' THEN
    RAISE EXCEPTION 'events of the last 15 days still come: archive what is older than 16 days at the least'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO analytics.archive_partition (day, partitioned)
  SELECT day, partitioned FROM analytics.partition_day, unnest(ARRAY['time_series_metrics', 'analytics_events']) AS partitioned
  WHERE day < (now() AT TIME ZONE 'UTC' - older_than)::date
  ON CONFLICT (day, partitioned) DO NOTHING;
  GET DIAGNOSTICS asked = ROW_COUNT;
  RETURN asked / 2;
END
$$;
CREATE OR REPLACE VIEW analytics.archived_day WITH (security_invoker = true) AS
  SELECT DISTINCT day FROM analytics.archive_partition WHERE state IN ('closed', 'detached', 'dropped');
CREATE OR REPLACE VIEW analytics.published_partition_days WITH (security_invoker = true) AS
  SELECT day FROM analytics.partition_day
  UNION
  SELECT day FROM analytics.archive_partition WHERE state IN ('closed', 'detached', 'dropped');
REVOKE SELECT ON analytics.archived_day FROM groundswell_ingest;
ALTER TABLE analytics.archive_partition DROP COLUMN days;
ALTER TABLE analytics.partition_day DROP COLUMN partition_start;

-- Partitions of several days, or of some hours: a day stays what is made, archived and audited, but one partition may hold several of
-- them, and one day may be cut into several.
SET LOCAL lock_timeout = '5s';

-- The first day of the partition that holds the day; its relation is named after it.
ALTER TABLE partition_day ADD COLUMN partition_start date;
UPDATE partition_day SET partition_start = day;
ALTER TABLE partition_day ALTER COLUMN partition_start SET NOT NULL;
-- How many days the partition holds.
ALTER TABLE archive_partition ADD COLUMN days int NOT NULL DEFAULT 1 CHECK (days BETWEEN 1 AND 31);

CREATE OR REPLACE VIEW archived_day WITH (security_invoker = true) AS
  SELECT DISTINCT day + n AS day FROM archive_partition, generate_series(0, days - 1) AS n
  WHERE state IN ('closed', 'detached', 'dropped');

CREATE OR REPLACE VIEW published_partition_days WITH (security_invoker = true) AS
  SELECT day FROM partition_day UNION SELECT day FROM archived_day;
GRANT SELECT ON archived_day TO groundswell_ingest;

-- Makes one partition of each table, from first_day on. A day of fewer than 24 hours is a partition of such partitions, so that
-- whoever handles days needs to know nothing of it.
--
-- A partition is made beside its table and then attached: that takes a lock beside which rows can still be written,
-- where CREATE TABLE … PARTITION OF would stop every writer.
CREATE FUNCTION make_partition(first_day date, days int, hours int) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  parent text;
  child text;
  leaf text;
  time_column text;
  hour int;
BEGIN
  FOREACH parent IN ARRAY ARRAY['time_series_metrics', 'analytics_events'] LOOP
    time_column := CASE parent WHEN 'analytics_events' THEN 'event_timestamp' ELSE 'observed_at' END;
    child := parent || '_' || to_char(first_day, 'YYYYMMDD');
    EXECUTE format('CREATE TABLE analytics.%I (LIKE analytics.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)%s', child, parent,
      CASE WHEN hours < 24 THEN format(' PARTITION BY RANGE (%I)', time_column) ELSE '' END);
    EXECUTE format('ALTER TABLE analytics.%I ENABLE ROW LEVEL SECURITY', child);
    EXECUTE format('ALTER TABLE analytics.%I FORCE ROW LEVEL SECURITY', child);
    EXECUTE format('CREATE POLICY everything ON analytics.%I TO CURRENT_USER USING (true) WITH CHECK (true)', child);
    FOR hour IN SELECT generate_series(0, 23, hours) WHERE hours < 24 LOOP
      leaf := child || '_' || lpad(hour::text, 2, '0');
      EXECUTE format('CREATE TABLE analytics.%I PARTITION OF analytics.%I FOR VALUES FROM (%L) TO (%L)', leaf, child,
        (first_day + make_interval(hours => hour))::text || '+00', (first_day + make_interval(hours => hour + hours))::text || '+00');
      EXECUTE format('ALTER TABLE analytics.%I ENABLE ROW LEVEL SECURITY', leaf);
      EXECUTE format('ALTER TABLE analytics.%I FORCE ROW LEVEL SECURITY', leaf);
      EXECUTE format('CREATE POLICY everything ON analytics.%I TO CURRENT_USER USING (true) WITH CHECK (true)', leaf);
    END LOOP;
    EXECUTE format('ALTER TABLE analytics.%I ATTACH PARTITION analytics.%I FOR VALUES FROM (%L) TO (%L)',
      parent, child, first_day || ' 00:00:00+00', first_day + days || ' 00:00:00+00');
  END LOOP;
  INSERT INTO analytics.partition_day (day, partition_start) SELECT first_day + n, first_day FROM generate_series(0, days - 1) AS n;
END
$$;
REVOKE ALL ON FUNCTION make_partition(date, int, int) FROM PUBLIC;

DROP FUNCTION ensure_partitions(date, date);
-- Makes the missing partitions of the days from first_day to last_day, both included; as the owner, since the service's
-- role owns nothing. Returns how many days it made, or NULL when another replica is at it.
--
-- A partition of several days begins where a multiple of them since 1970 does, so that whoever makes it makes the same; where
-- other partitions stand already, it is as much of that as is free.
CREATE FUNCTION ensure_partitions(first_day date, last_day date, hours int DEFAULT 24) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
  SET lock_timeout = '2s'
AS $$
DECLARE
  wanted date;
  span int := greatest(1, hours / 24);
  start date;
  stop date;
  made int := 0;
BEGIN
  IF last_day - first_day > 61 THEN
    RAISE EXCEPTION 'at most 62 days a call, because every table holds a lock until the end of the transaction'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF hours < 1 OR hours > 744 OR (hours < 24 AND 24 % hours <> 0) OR (hours > 24 AND hours % 24 <> 0) THEN
    RAISE EXCEPTION 'a partition has 1, 2, 3, 4, 6, 8 or 12 hours, or 1 to 31 days' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT pg_try_advisory_xact_lock(hashtextextended('analytics.ensure_partitions', 0)) THEN
    RETURN NULL;
  END IF;
  FOR wanted IN SELECT first_day + n FROM generate_series(0, last_day - first_day) AS n ORDER BY 1 LOOP
    CONTINUE WHEN EXISTS (SELECT FROM analytics.partition_day WHERE day = wanted);
    start := wanted - (((wanted - date '1970-01-01') % span + span) % span);
    stop := start + span;
    SELECT greatest(start, max(day) FILTER (WHERE day < wanted) + 1), least(stop, min(day) FILTER (WHERE day > wanted)) INTO start, stop
    FROM (SELECT day FROM analytics.partition_day UNION ALL SELECT day FROM analytics.archived_day) AS taken;
    PERFORM analytics.make_partition(start, stop - start, hours);
    made := made + (stop - start);
  END LOOP;
  RETURN made;
END
$$;
REVOKE ALL ON FUNCTION ensure_partitions(date, date, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_partitions(date, date, int) TO groundswell_metrics;

-- The partition that holds a day goes and stays as a whole, so it is what is held on to.
CREATE OR REPLACE FUNCTION keep_day(wanted date) RETURNS boolean
  LANGUAGE sql VOLATILE
  SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_advisory_xact_lock_shared(hashtextextended(
    'analytics.day.' || coalesce((SELECT partition_start FROM analytics.partition_day WHERE day = wanted), wanted), 0));
  SELECT EXISTS (SELECT FROM analytics.partition_day WHERE day = wanted);
$$;

CREATE OR REPLACE FUNCTION archive_old_metrics(older_than interval DEFAULT '90 days') RETURNS int
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
  WITH asked AS (
    INSERT INTO analytics.archive_partition (day, days, partitioned)
    SELECT part.partition_start, part.days, partitioned
    FROM (SELECT partition_start, count(*)::int AS days FROM analytics.partition_day GROUP BY partition_start
      HAVING max(day) < (now() AT TIME ZONE 'UTC' - older_than)::date) AS part,
      unnest(ARRAY['time_series_metrics', 'analytics_events']) AS partitioned
    ON CONFLICT (day, partitioned) DO NOTHING RETURNING days, partitioned)
  SELECT coalesce(sum(days) FILTER (WHERE partitioned = 'analytics_events'), 0) INTO asked FROM asked;
  RETURN asked;
END
$$;
REVOKE ALL ON FUNCTION archive_old_metrics(interval) FROM PUBLIC;

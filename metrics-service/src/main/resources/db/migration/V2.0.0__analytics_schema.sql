-- The record itself: numbers and events by day of their time, and what is added up of them.
SET LOCAL lock_timeout = '5s';

-- One row for each number of each event. The columns stand by falling alignment, so that no byte is padding but the last two.
--
-- ordinal is the place of the number in its event. An event is known by its first number: a second event of the same
-- identity collides there whatever its metrics are, so it is stored whole or not at all, and the first one wins.
CREATE TABLE time_series_metrics (
  observed_at     timestamptz      NOT NULL,
  received_at     timestamptz      NOT NULL,
  value           double precision NOT NULL,
  event_key       uuid             NOT NULL,
  organization_id int              NOT NULL,
  subject_id      int              NOT NULL,
  measure_id      int              NOT NULL,
  ordinal         smallint         NOT NULL,
  -- The one index serves reading (SeriesStore: a subject over a time) and deduplication (MetricLog) alike: each
  -- scattered index of a partition costs about half of the write rate.
  PRIMARY KEY (organization_id, subject_id, observed_at, event_key, ordinal)
) PARTITION BY RANGE (observed_at);

-- Every event that is more than its numbers (all types but metric.observed). Whether it is new is decided by its rows in
-- time_series_metrics, in the same transaction.
CREATE TABLE analytics_events (
  event_timestamp timestamptz NOT NULL,
  received_at     timestamptz NOT NULL,
  user_id         bigint, -- person.id
  event_key       uuid        NOT NULL,
  organization_id int         NOT NULL,
  subject_id      int         NOT NULL,
  event_type      text        NOT NULL,
  event_source    text        NOT NULL,
  platform        text        NOT NULL,
  niche           text,
  attributes      jsonb, -- further extension attributes of the event
  event_data      jsonb,
  -- The events of a subject over a time; and no identity twice.
  PRIMARY KEY (organization_id, subject_id, event_timestamp, event_key)
) PARTITION BY RANGE (event_timestamp);

-- Each series by UTC day, changed in the transaction of the raw rows. value is double precision, but summed as numeric:
-- then a sum does not depend on the order of its parts. Not partitioned: small, and late rows reach far back.
CREATE TABLE metric_rollup_day (
  events          bigint           NOT NULL, -- raw rows of the day
  minimum         double precision NOT NULL,
  maximum         double precision NOT NULL,
  last_at         timestamptz      NOT NULL, -- the last row is the one with the greatest (observed_at, event_key)
  last_value      double precision NOT NULL,
  last_key        uuid             NOT NULL,
  organization_id int              NOT NULL,
  subject_id      int              NOT NULL,
  measure_id      int              NOT NULL,
  day             date             NOT NULL,
  sum             numeric          NOT NULL,
  -- SeriesStore: days of a series, the last value before a time, and whether a subject has a series at all.
  PRIMARY KEY (organization_id, subject_id, measure_id, day)
) WITH (fillfactor = 80); -- room to change a row of today in place

DO $$
DECLARE
  scoped text;
BEGIN
  FOREACH scoped IN ARRAY ARRAY['time_series_metrics', 'analytics_events', 'metric_rollup_day'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true)',
      scoped);
    EXECUTE format('CREATE POLICY own_organization ON %I FOR SELECT TO groundswell_reader '
      'USING (organization_id = current_setting(''app.organization'')::int)', scoped);
  END LOOP;
END
$$;

GRANT SELECT, INSERT ON time_series_metrics, analytics_events TO groundswell_metrics;
GRANT SELECT, INSERT, UPDATE ON metric_rollup_day TO groundswell_metrics;
GRANT SELECT ON time_series_metrics, analytics_events, metric_rollup_day TO groundswell_reader;

-- Makes the missing partitions of the days from first_day to last_day, both included; as the owner, since the service's
-- role owns nothing. Returns how many days it made, or NULL when another replica is at it.
--
-- A partition is made beside its table and then attached: that takes a lock beside which rows can still be written,
-- where CREATE TABLE … PARTITION OF would stop every writer.
CREATE FUNCTION ensure_partitions(first_day date, last_day date) RETURNS int
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
REVOKE ALL ON FUNCTION ensure_partitions(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_partitions(date, date) TO groundswell_metrics;

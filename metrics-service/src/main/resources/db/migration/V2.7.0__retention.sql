-- How long rows stay: by organisation and event type. Daily figures stay for ever.
SET LOCAL lock_timeout = '5s';

CREATE TABLE retention (
  changed_at      timestamptz NOT NULL DEFAULT now(),
  removed         bigint      NOT NULL DEFAULT 0, -- events, so far
  barrier         xid8, -- the transaction that moved expired_before: who may not know of it is waited for
  organization_id int         NOT NULL,
  keep_days       int         CHECK (keep_days >= 1), -- NULL: no rule any more; what has expired stays expired
  expired_before  date        NOT NULL DEFAULT '0001-01-01', -- events of earlier days are refused; never goes back
  done_before     date        NOT NULL DEFAULT '0001-01-01', -- and have been removed
  event_type      text        NOT NULL, -- '*': all types without a rule of their own
  PRIMARY KEY (organization_id, event_type) -- Retained: the rules for the events of a batch
);
ALTER TABLE retention ENABLE ROW LEVEL SECURITY;
ALTER TABLE retention FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON retention TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON retention FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT, INSERT, UPDATE ON retention TO groundswell_metrics;
GRANT SELECT ON retention TO groundswell_reader;

-- Whether some of its raw rows have expired: then it cannot be worked out anew any more.
ALTER TABLE metric_rollup_day ADD COLUMN thinned boolean NOT NULL DEFAULT false;

-- Removes the events of a type from a day that stands, and returns how many; NULL where the day does not stand. As the owner, since the
-- service itself cannot delete history. The bounds stand in the text, so that other days are not even looked at.
CREATE FUNCTION expire_events(organization int, expired_type text, expired_day date) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  others text[];
  gone bigint;
BEGIN
  IF NOT analytics.keep_day(expired_day) THEN
    RETURN NULL;
  END IF;
  SELECT coalesce(array_agg(event_type), '{}') INTO others FROM analytics.retention
  WHERE organization_id = organization AND keep_days IS NOT NULL AND expired_type = '*' AND event_type <> '*';
  EXECUTE format($statement$
    WITH gone_event AS (
      DELETE FROM analytics.analytics_events AS e
      WHERE e.organization_id = $1 AND e.event_timestamp >= %1$L AND e.event_timestamp < %2$L
        AND (e.event_type = $2 OR ($2 = '*' AND e.event_type <> ALL ($3)))
      RETURNING subject_id, event_timestamp, event_key),
    gone AS (
      DELETE FROM analytics.time_series_metrics AS t
      WHERE t.organization_id = $1 AND t.observed_at >= %1$L AND t.observed_at < %2$L
        AND ((t.subject_id, t.observed_at, t.event_key) IN (SELECT subject_id, event_timestamp, event_key FROM gone_event)
          -- An event that is nothing but numbers has no row among the events.
          OR ($4 AND NOT EXISTS (SELECT FROM analytics.analytics_events AS e
            WHERE e.organization_id = $1 AND e.subject_id = t.subject_id AND e.event_timestamp = t.observed_at
              AND e.event_key = t.event_key AND e.event_timestamp >= %1$L AND e.event_timestamp < %2$L)))
      RETURNING subject_id, measure_id, observed_at, event_key, ordinal),
    thinned AS (
      UPDATE analytics.metric_rollup_day AS d SET thinned = true
      FROM (SELECT DISTINCT subject_id, measure_id FROM gone) AS g
      WHERE d.organization_id = $1 AND d.subject_id = g.subject_id AND d.measure_id = g.measure_id AND d.day = $5),
    uncorrected AS (
      DELETE FROM analytics.metric_correction AS c USING gone AS g
      WHERE c.organization_id = $1 AND c.subject_id = g.subject_id AND c.observed_at = g.observed_at
        AND c.event_key = g.event_key AND c.measure_id = g.measure_id)
    SELECT count(*) FROM gone WHERE ordinal = 0
    $statement$, expired_day || ' 00:00:00+00', expired_day + 1 || ' 00:00:00+00')
  INTO gone
  USING organization, expired_type, others,
    expired_type = 'metric.observed' OR (expired_type = '*' AND 'metric.observed' <> ALL (others)), expired_day;
  RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION expire_events(int, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expire_events(int, text, date) TO groundswell_metrics;

-- As before, but for figures of which rows have expired.
CREATE OR REPLACE FUNCTION analytics.correct_metrics(organization int, subject int, event uuid, event_time timestamptz, correction uuid,
    correction_time timestamptz, names text[], amounts float8[], by_consumer text, by_partition int)
  RETURNS TABLE (corrected_measure int, metric_name text, metric_kind text, was float8, is_now float8)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  event_day date := (event_time AT TIME ZONE 'UTC')::date;
  measures int[];
  metrics text[];
  kinds text[];
  before float8[];
  after float8[];
  changed int[];
BEGIN
  IF NOT EXISTS (SELECT FROM analytics.partition_day WHERE day = event_day) AND EXISTS (
      SELECT FROM analytics.metric_rollup_day WHERE organization_id = organization AND subject_id = subject AND day = event_day) THEN
    RAISE EXCEPTION 'the rows of this day are archived' USING ERRCODE = 'check_violation', CONSTRAINT = 'archived_range';
  END IF;

  SELECT array_agg(m.id ORDER BY m.id), array_agg(m.metric ORDER BY m.id), array_agg(m.kind ORDER BY m.id),
    array_agg(t.value ORDER BY m.id), array_agg(wanted.amount ORDER BY m.id)
  INTO measures, metrics, kinds, before, after
  FROM unnest(names, amounts) AS wanted (name, amount)
  JOIN analytics.measure AS m ON m.metric = wanted.name
  JOIN analytics.time_series_metrics AS t ON t.measure_id = m.id
  WHERE t.organization_id = organization AND t.subject_id = subject AND t.observed_at = event_time AND t.event_key = event;
  IF cardinality(measures) IS DISTINCT FROM cardinality(names) THEN
    IF EXISTS (SELECT FROM analytics.metric_rollup_day WHERE organization_id = organization AND subject_id = subject AND day = event_day
        AND thinned) THEN
      RAISE EXCEPTION 'rows of this day have expired' USING ERRCODE = 'check_violation', CONSTRAINT = 'expired_range';
    END IF;
    RAISE EXCEPTION 'no such event, or a metric that it does not have' USING ERRCODE = 'check_violation', CONSTRAINT = 'unknown_event';
  END IF;

  WITH held AS (
    INSERT INTO analytics.metric_correction AS kept (organization_id, subject_id, observed_at, event_key, measure_id, original, value,
      corrected_at, correction_key)
    SELECT organization, subject, event_time, event, c.measure_id, c.was, c.is_now, correction_time, correction
    FROM unnest(measures, before, after) AS c (measure_id, was, is_now) ORDER BY c.measure_id
    ON CONFLICT (organization_id, subject_id, observed_at, event_key, measure_id) DO UPDATE SET value = excluded.value,
      corrected_at = excluded.corrected_at, correction_key = excluded.correction_key
      WHERE (excluded.corrected_at, excluded.correction_key) > (kept.corrected_at, kept.correction_key)
    RETURNING measure_id)
  SELECT coalesce(array_agg(measure_id ORDER BY measure_id), '{}') INTO changed FROM held;
  IF changed = '{}' THEN
    RETURN;
  END IF;

  UPDATE analytics.time_series_metrics AS t SET value = c.is_now
  FROM unnest(measures, after) AS c (measure_id, is_now)
  WHERE c.measure_id = ANY (changed) AND t.organization_id = organization AND t.subject_id = subject AND t.observed_at = event_time
    AND t.event_key = event AND t.measure_id = c.measure_id;

  PERFORM FROM analytics.metric_rollup_day AS d
  WHERE d.organization_id = organization AND d.subject_id = subject AND d.measure_id = ANY (changed) AND d.day = event_day
  ORDER BY d.measure_id FOR UPDATE;
  -- Worked out anew of the rows that are left, it would lose those that have expired.
  IF EXISTS (SELECT FROM analytics.metric_rollup_day AS d WHERE d.organization_id = organization AND d.subject_id = subject
      AND d.measure_id = ANY (changed) AND d.day = event_day AND d.thinned) THEN
    RAISE EXCEPTION 'rows of this day have expired' USING ERRCODE = 'check_violation', CONSTRAINT = 'expired_range';
  END IF;
  UPDATE analytics.metric_rollup_day AS d SET events = anew.events, sum = anew.sum, minimum = anew.minimum, maximum = anew.maximum,
    last_at = anew.last_at, last_key = anew.last_key, last_value = anew.last_value,
    revision = d.revision + 1, changed_at = now(), change_reason = 'correction'
  FROM (
    SELECT t.measure_id, count(*) AS events, sum(t.value::numeric) AS sum, min(t.value) AS minimum, max(t.value) AS maximum,
      (array_agg(t.observed_at ORDER BY t.observed_at DESC, t.event_key DESC))[1] AS last_at,
      (array_agg(t.event_key ORDER BY t.observed_at DESC, t.event_key DESC))[1] AS last_key,
      (array_agg(t.value ORDER BY t.observed_at DESC, t.event_key DESC))[1] AS last_value
    FROM analytics.time_series_metrics AS t
    WHERE t.organization_id = organization AND t.subject_id = subject AND t.measure_id = ANY (changed)
      AND t.observed_at >= event_day::timestamp AT TIME ZONE 'UTC' AND t.observed_at < (event_day + 1)::timestamp AT TIME ZONE 'UTC'
    GROUP BY t.measure_id) AS anew
  WHERE d.organization_id = organization AND d.subject_id = subject AND d.measure_id = anew.measure_id AND d.day = event_day;
  INSERT INTO analytics.rollup_change AS kept (day, consumer, kpartition, changes) VALUES (event_day, by_consumer, by_partition, 1)
  ON CONFLICT (day, consumer, kpartition) DO UPDATE SET changes = kept.changes + 1;

  RETURN QUERY SELECT c.* FROM unnest(measures, metrics, kinds, before, after) AS c (measure_id, metric, kind, was, is_now)
    WHERE c.measure_id = ANY (changed) ORDER BY c.measure_id;
END
$$;

-- An import is taken out from beside what else there is: what others told of the same subjects stays in the top lists, and a figure of which
-- rows have expired is left alone.
SET LOCAL lock_timeout = '5s';

-- Removes the events of one source of one UTC day, and answers how many. As the owner, since the service itself cannot rewrite history.
--
-- The rollups are locked first and worked out anew in a later statement: a batch that has changed them is waited for, and one that comes
-- later adds its own rows to what was worked out. Sketches of the day count more rows than the rollup from now on, and are therefore not
-- believed any more. A post goes when nothing is left that told of it, a creator when none of their posts is left either.
CREATE OR REPLACE FUNCTION analytics.undo_import_day(organization int, undone_source text, wanted date) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  day_begin timestamptz := wanted::timestamp AT TIME ZONE 'UTC';
  day_end  timestamptz := (wanted + 1)::timestamp AT TIME ZONE 'UTC';
  removed  bigint;
  -- Lists look at 24 hours and the quarter that is running; batches write quarters of 26.
  oldest   timestamptz := date_bin('15 minutes', now() - interval '26 hours', timestamptz 'epoch');
BEGIN
  IF undone_source NOT LIKE 'import/%' THEN
    RAISE EXCEPTION 'only imports are undone' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT analytics.keep_day(wanted) THEN
    RETURN 0;
  END IF;
  CREATE TEMPORARY TABLE IF NOT EXISTS undone (subject_id int, at timestamptz, event_key uuid, told boolean) ON COMMIT DELETE ROWS;
  CREATE TEMPORARY TABLE IF NOT EXISTS undone_series (subject_id int, measure_id int) ON COMMIT DELETE ROWS;
  CREATE TEMPORARY TABLE IF NOT EXISTS undone_steps (subject_id int, measure_id int) ON COMMIT DELETE ROWS;
  CREATE TEMPORARY TABLE IF NOT EXISTS undone_content (subject_id int) ON COMMIT DELETE ROWS;
  INSERT INTO pg_temp.undone
  SELECT subject_id, event_timestamp, event_key, event_type IN ('post.published', 'post.updated', 'creator.updated')
  FROM analytics.analytics_events
  WHERE organization_id = organization AND event_source = undone_source AND event_timestamp >= day_begin AND event_timestamp < day_end;
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed = 0 THEN
    RETURN 0;
  END IF;
  ANALYZE pg_temp.undone;
  -- What a post says of its creator's counters stands in the creator's series: under a key of its own, the first 16 bytes of SHA-256 over
  -- the key of the post's event and the number of the post; or under that of the post's event where it was stored before it had one.
  INSERT INTO pg_temp.undone
  SELECT DISTINCT t.subject_id, u.at, t.event_key, false
  FROM (
    SELECT p.at, encode(substring(sha256(uuid_send(p.event_key) || int4send(p.subject_id)) FROM 1 FOR 16), 'hex')::uuid AS event_key,
      NULL::int AS subject_id
    FROM pg_temp.undone AS p WHERE p.told
    UNION ALL SELECT p.at, p.event_key, p.subject_id FROM pg_temp.undone AS p WHERE p.told) AS u
  JOIN analytics.time_series_metrics AS t
    ON t.organization_id = organization AND t.observed_at = u.at AND t.event_key = u.event_key
      AND t.subject_id IS DISTINCT FROM u.subject_id
  WHERE t.observed_at >= day_begin AND t.observed_at < day_end;
  INSERT INTO pg_temp.undone_series
  SELECT DISTINCT t.subject_id, t.measure_id FROM pg_temp.undone AS u JOIN analytics.time_series_metrics AS t
    ON t.organization_id = organization AND t.subject_id = u.subject_id AND t.observed_at = u.at AND t.event_key = u.event_key
  WHERE t.observed_at >= day_begin AND t.observed_at < day_end;

  -- Totals whose steps are kept are worked out anew below. Who does that holds the locks of their slots, taken before the rollups'; here it
  -- is every slot's, since the database does not know which one a subject is in. Of older days only where there are such steps.
  IF wanted >= (now() AT TIME ZONE 'UTC')::date - 3 OR EXISTS (
      SELECT FROM pg_temp.undone_series AS s JOIN analytics.measure AS m ON m.id = s.measure_id AND m.kind = 'total'
      JOIN analytics.metric_top_quarter AS q ON q.organization_id = organization AND q.measure_id = s.measure_id
        AND q.subject_id = s.subject_id AND q.quarter >= oldest) THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('analytics.steps', slot)) FROM generate_series(0::bigint, 1023) AS slot;
  END IF;
  PERFORM FROM analytics.metric_rollup_day AS d JOIN pg_temp.undone_series AS s USING (subject_id, measure_id)
  WHERE d.organization_id = organization AND d.day = wanted
  ORDER BY d.subject_id, d.measure_id FOR UPDATE OF d;
  -- Worked out anew of the rows that are left, a figure would lose those that have expired.
  IF EXISTS (SELECT FROM analytics.metric_rollup_day AS d JOIN pg_temp.undone_series AS s USING (subject_id, measure_id)
      WHERE d.organization_id = organization AND d.day = wanted AND d.thinned) THEN
    RAISE EXCEPTION 'rows of % have expired', wanted USING ERRCODE = 'check_violation', CONSTRAINT = 'expired_range';
  END IF;
  INSERT INTO pg_temp.undone_steps
  SELECT s.subject_id, s.measure_id FROM pg_temp.undone_series AS s
  JOIN analytics.measure AS m ON m.id = s.measure_id AND m.kind = 'total'
  WHERE EXISTS (SELECT FROM analytics.metric_top_quarter AS q WHERE q.organization_id = organization
    AND q.measure_id = s.measure_id AND q.subject_id = s.subject_id AND q.quarter >= greatest(oldest, day_begin));

  DELETE FROM analytics.metric_correction AS c USING pg_temp.undone AS u
  WHERE c.organization_id = organization AND c.subject_id = u.subject_id AND c.observed_at = u.at AND c.event_key = u.event_key;
  -- What was gained by them goes the way that gains come: it may still wait there, and of the same quarter more may come. A gain is in
  -- the quarters or waits for them, and in one of both while its rows are there.
  WITH gone AS (
    DELETE FROM analytics.time_series_metrics AS t USING pg_temp.undone AS u
    WHERE t.organization_id = organization AND t.subject_id = u.subject_id AND t.observed_at = u.at AND t.event_key = u.event_key
      AND t.observed_at >= day_begin AND t.observed_at < day_end
    RETURNING t.subject_id, t.measure_id, t.observed_at, t.value),
  lost AS (
    SELECT g.measure_id, g.subject_id, date_bin('15 minutes', g.observed_at, timestamptz 'epoch') AS quarter,
      -sum(g.value::numeric) AS gain
    FROM gone AS g JOIN analytics.measure AS m ON m.id = g.measure_id AND m.kind = 'delta'
    WHERE g.observed_at >= oldest GROUP BY 1, 2, 3),
  kept AS (
    SELECT l.* FROM lost AS l WHERE EXISTS (SELECT FROM analytics.metric_top_quarter AS q WHERE q.organization_id = organization
        AND q.measure_id = l.measure_id AND q.quarter = l.quarter AND q.subject_id = l.subject_id)
      OR EXISTS (SELECT FROM analytics.metric_top_pending AS batch CROSS JOIN LATERAL
        unnest(batch.measures, batch.subjects, batch.quarters) AS one (measure_id, subject_id, quarter)
        WHERE batch.organization_id = organization AND one.measure_id = l.measure_id AND one.subject_id = l.subject_id
          AND one.quarter = l.quarter))
  INSERT INTO analytics.metric_top_pending (organization_id, measures, subjects, quarters, gains)
  SELECT organization, array_agg(measure_id ORDER BY measure_id, subject_id, quarter),
    array_agg(subject_id ORDER BY measure_id, subject_id, quarter), array_agg(quarter ORDER BY measure_id, subject_id, quarter),
    array_agg(gain ORDER BY measure_id, subject_id, quarter)
  FROM kept HAVING count(*) > 0;
  DELETE FROM analytics.analytics_events AS e USING pg_temp.undone AS u
  WHERE e.organization_id = organization AND e.subject_id = u.subject_id AND e.event_timestamp = u.at AND e.event_key = u.event_key
    AND e.event_timestamp >= day_begin AND e.event_timestamp < day_end;

  UPDATE analytics.metric_rollup_day AS d SET events = anew.events, sum = anew.sum, minimum = anew.minimum, maximum = anew.maximum,
    last_at = anew.last_at, last_key = anew.last_key, last_value = anew.last_value,
    revision = d.revision + 1, changed_at = now(), change_reason = 'correction'
  FROM (
    SELECT t.subject_id, t.measure_id, count(*) AS events, sum(t.value::numeric) AS sum, min(t.value) AS minimum,
      max(t.value) AS maximum,
      (array_agg(t.observed_at ORDER BY t.observed_at DESC, t.event_key DESC))[1] AS last_at,
      (array_agg(t.event_key ORDER BY t.observed_at DESC, t.event_key DESC))[1] AS last_key,
      (array_agg(t.value ORDER BY t.observed_at DESC, t.event_key DESC))[1] AS last_value
    FROM analytics.time_series_metrics AS t JOIN pg_temp.undone_series AS s USING (subject_id, measure_id)
    WHERE t.organization_id = organization AND t.observed_at >= day_begin AND t.observed_at < day_end
    GROUP BY t.subject_id, t.measure_id) AS anew
  WHERE d.organization_id = organization AND d.subject_id = anew.subject_id AND d.measure_id = anew.measure_id AND d.day = wanted;
  DELETE FROM analytics.metric_rollup_day AS d USING pg_temp.undone_series AS s
  WHERE d.organization_id = organization AND d.subject_id = s.subject_id AND d.measure_id = s.measure_id AND d.day = wanted
    AND NOT EXISTS (SELECT FROM analytics.time_series_metrics AS t
      WHERE t.organization_id = organization AND t.subject_id = s.subject_id AND t.measure_id = s.measure_id
        AND t.observed_at >= day_begin AND t.observed_at < day_end);
  -- Steps, of what is left, as a batch works them out (TopCounts).
  DELETE FROM analytics.metric_top_quarter AS q USING pg_temp.undone_steps AS s
  WHERE q.organization_id = organization AND q.measure_id = s.measure_id AND q.subject_id = s.subject_id
    AND q.quarter >= greatest(oldest, day_begin);
  WITH touched AS (
    SELECT s.measure_id, s.subject_id, moment.since,
      date_trunc('day', moment.since AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS midnight
    FROM pg_temp.undone_steps AS s CROSS JOIN (SELECT greatest(oldest, day_begin)) AS moment (since)),
  point AS (
    SELECT t.measure_id, t.subject_id, t.since, m.observed_at, m.event_key, m.value::numeric AS value
    FROM touched AS t CROSS JOIN LATERAL (
      SELECT observed_at, event_key, value FROM analytics.time_series_metrics AS m
      WHERE m.organization_id = organization AND m.subject_id = t.subject_id AND m.measure_id = t.measure_id
        AND m.observed_at >= t.since AND m.observed_at >= oldest AND m.observed_at < now() + interval '1 day' OFFSET 0) AS m
    UNION ALL
    SELECT t.measure_id, t.subject_id, t.since, '-infinity', NULL, coalesce(today.value, earlier.value)
    FROM touched AS t
    LEFT JOIN LATERAL (
      SELECT value::numeric FROM analytics.time_series_metrics AS m
      WHERE m.organization_id = organization AND m.subject_id = t.subject_id AND m.measure_id = t.measure_id
        AND m.observed_at >= t.midnight AND m.observed_at < t.since AND m.observed_at >= oldest - interval '1 day'
      ORDER BY m.observed_at DESC, m.event_key DESC LIMIT 1) AS today ON true
    LEFT JOIN LATERAL (
      SELECT last_value::numeric AS value FROM analytics.metric_rollup_day AS d
      WHERE d.organization_id = organization AND d.subject_id = t.subject_id AND d.measure_id = t.measure_id
        AND d.day < (t.midnight AT TIME ZONE 'UTC')::date
      ORDER BY d.day DESC LIMIT 1) AS earlier ON true
    WHERE coalesce(today.value, earlier.value) IS NOT NULL),
  step AS (
    SELECT measure_id, subject_id, since, observed_at, value,
      lag(value) OVER (PARTITION BY measure_id, subject_id ORDER BY observed_at, event_key) AS before
    FROM point)
  INSERT INTO analytics.metric_top_quarter (organization_id, measure_id, quarter, subject_id, gain)
  SELECT organization, measure_id, date_bin('15 minutes', observed_at, timestamptz 'epoch') AS quarter, subject_id,
    sum(CASE WHEN before IS NULL THEN 0 WHEN value >= before THEN value - before ELSE value END)
  FROM step WHERE observed_at >= since GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;

  INSERT INTO analytics.rollup_change AS kept (day, consumer, kpartition, changes) VALUES (wanted, 'undo', 0, 1)
  ON CONFLICT (day, consumer, kpartition) DO UPDATE SET changes = kept.changes + 1;

  -- Posts of which nothing is left, and then their creators.
  INSERT INTO pg_temp.undone_content
  SELECT DISTINCT u.subject_id FROM pg_temp.undone AS u
  WHERE u.told AND NOT EXISTS (SELECT FROM analytics.analytics_events AS e
      WHERE e.organization_id = organization AND e.subject_id = u.subject_id)
    AND NOT EXISTS (SELECT FROM analytics.metric_rollup_day AS d
      WHERE d.organization_id = organization AND d.subject_id = u.subject_id);
  DELETE FROM analytics.post_media_links AS l USING pg_temp.undone_content AS c
  WHERE l.organization_id = organization AND l.subject_id = c.subject_id;
  WITH gone AS (
    DELETE FROM analytics.posts AS p USING pg_temp.undone_content AS c
    WHERE p.organization_id = organization AND p.subject_id = c.subject_id
    RETURNING p.creator_id, p.platform, date_trunc('hour', p.indexed_at, 'UTC') AS hour),
  counted AS (
    INSERT INTO analytics.content_hour AS kept (organization_id, platform, hour, posts, creators, kpartition)
    SELECT organization, platform, hour, -count(*), 0, -1 FROM gone GROUP BY platform, hour
    ON CONFLICT (organization_id, platform, hour, kpartition) DO UPDATE SET posts = kept.posts + excluded.posts)
  INSERT INTO pg_temp.undone_content SELECT DISTINCT creator_id FROM gone WHERE creator_id IS NOT NULL;
  DELETE FROM pg_temp.undone_content AS c WHERE EXISTS (SELECT FROM analytics.posts AS p
      WHERE p.organization_id = organization AND p.creator_id = c.subject_id)
    OR EXISTS (SELECT FROM analytics.analytics_events AS e
      WHERE e.organization_id = organization AND e.subject_id = c.subject_id)
    OR EXISTS (SELECT FROM analytics.metric_rollup_day AS d
      WHERE d.organization_id = organization AND d.subject_id = c.subject_id);
  DELETE FROM analytics.personality_analysis AS a USING pg_temp.undone_content AS c
  WHERE a.organization_id = organization AND a.subject_id = c.subject_id;
  WITH gone AS (
    DELETE FROM analytics.creators AS r USING pg_temp.undone_content AS c
    WHERE r.organization_id = organization AND r.subject_id = c.subject_id
    RETURNING r.platform, date_trunc('hour', r.indexed_at, 'UTC') AS hour)
  INSERT INTO analytics.content_hour AS kept (organization_id, platform, hour, posts, creators, kpartition)
  SELECT organization, platform, hour, 0, -count(*), -1 FROM gone GROUP BY platform, hour
  ON CONFLICT (organization_id, platform, hour, kpartition) DO UPDATE SET creators = kept.creators + excluded.creators;
  RETURN removed;
END
$$;

-- Takes back V2.21.0__creators_told_by_posts.sql. What posts told of creators since then stays under its keys: an import that is undone
-- without this leaves it where it is.
SET LOCAL lock_timeout = '5s';

CREATE OR REPLACE FUNCTION analytics.undo_import_day(organization int, undone_source text, wanted date) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  day_begin timestamptz := wanted::timestamp AT TIME ZONE 'UTC';
  day_end  timestamptz := (wanted + 1)::timestamp AT TIME ZONE 'UTC';
  removed  bigint;
BEGIN
  IF undone_source NOT LIKE 'import/%' THEN
    RAISE EXCEPTION 'only imports are undone' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT analytics.keep_day(wanted) THEN
    RETURN 0;
  END IF;
  CREATE TEMPORARY TABLE IF NOT EXISTS undone (subject_id int, at timestamptz, event_key uuid, told boolean) ON COMMIT DELETE ROWS;
  CREATE TEMPORARY TABLE IF NOT EXISTS undone_series (subject_id int, measure_id int) ON COMMIT DELETE ROWS;
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
  -- What a post says of its creator's counters stands in the creator's series, under the identity of the post's event.
  INSERT INTO pg_temp.undone
  SELECT DISTINCT t.subject_id, u.at, u.event_key, false
  FROM pg_temp.undone AS u JOIN analytics.time_series_metrics AS t
    ON t.organization_id = organization AND t.observed_at = u.at AND t.event_key = u.event_key AND t.subject_id <> u.subject_id
  WHERE u.told AND t.observed_at >= day_begin AND t.observed_at < day_end;
  INSERT INTO pg_temp.undone_series
  SELECT DISTINCT t.subject_id, t.measure_id FROM pg_temp.undone AS u JOIN analytics.time_series_metrics AS t
    ON t.organization_id = organization AND t.subject_id = u.subject_id AND t.observed_at = u.at AND t.event_key = u.event_key
  WHERE t.observed_at >= day_begin AND t.observed_at < day_end;

  PERFORM FROM analytics.metric_rollup_day AS d JOIN pg_temp.undone_series AS s USING (subject_id, measure_id)
  WHERE d.organization_id = organization AND d.day = wanted
  ORDER BY d.subject_id, d.measure_id FOR UPDATE OF d;

  DELETE FROM analytics.metric_top_quarter AS q USING pg_temp.undone_series AS s
  WHERE q.organization_id = organization AND q.measure_id = s.measure_id AND q.subject_id = s.subject_id
    AND q.quarter >= day_begin AND q.quarter < day_end;
  DELETE FROM analytics.metric_correction AS c USING pg_temp.undone AS u
  WHERE c.organization_id = organization AND c.subject_id = u.subject_id AND c.observed_at = u.at AND c.event_key = u.event_key;
  DELETE FROM analytics.time_series_metrics AS t USING pg_temp.undone AS u
  WHERE t.organization_id = organization AND t.subject_id = u.subject_id AND t.observed_at = u.at AND t.event_key = u.event_key
    AND t.observed_at >= day_begin AND t.observed_at < day_end;
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
DROP FUNCTION analytics.creator_key(uuid, int);

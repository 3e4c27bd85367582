-- Takes back V2.6.0__creators.sql, with what was counted of creators and of late events.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.trend_creator, analytics.trend_disturbance;
ALTER TABLE analytics.trend_bucket DROP COLUMN late_events, DROP COLUMN late_at;

CREATE OR REPLACE FUNCTION analytics.keep_trend_partitions(first_event_day date, first_bucket_day date, last_day date) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
  SET lock_timeout = '2s'
AS $$
DECLARE
  parent text;
  child text;
  wanted date;
  changed int := 0;
  first_day date;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('analytics.keep_trend_partitions', 0)) THEN
    RETURN NULL;
  END IF;
  FOREACH parent IN ARRAY ARRAY['counted_event', 'trend_bucket'] LOOP
    first_day := CASE parent WHEN 'trend_bucket' THEN first_bucket_day ELSE first_event_day END;
    FOR wanted IN
      SELECT first_day + n FROM generate_series(0, last_day - first_day) AS n
      WHERE to_regclass('analytics.' || parent || to_char(first_day + n, '_YYYYMMDD')) IS NULL
    LOOP
      child := parent || to_char(wanted, '_YYYYMMDD');
      EXECUTE format('CREATE TABLE analytics.%I (LIKE analytics.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS) '
        'WITH (fillfactor = %s)', child, parent, CASE parent WHEN 'trend_bucket' THEN 75 ELSE 100 END);
      EXECUTE format('ALTER TABLE analytics.%I ENABLE ROW LEVEL SECURITY', child);
      EXECUTE format('ALTER TABLE analytics.%I FORCE ROW LEVEL SECURITY', child);
      EXECUTE format('CREATE POLICY everything ON analytics.%I TO CURRENT_USER USING (true) WITH CHECK (true)', child);
      EXECUTE format('ALTER TABLE analytics.%I ATTACH PARTITION analytics.%I FOR VALUES FROM (%L) TO (%L)',
        parent, child, wanted || ' 00:00:00+00', wanted + 1 || ' 00:00:00+00');
      changed := changed + 1;
    END LOOP;
    FOR child IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = ('analytics.' || parent)::regclass
        AND c.relname < parent || to_char(first_day, '_YYYYMMDD')
    LOOP
      -- A drop needs the whole table to itself, and who waits for that stops every writer behind him. So only for a moment,
      -- and whatever somebody still reads is dropped an hour later.
      BEGIN
        SET LOCAL lock_timeout = '200ms';
        EXECUTE format('DROP TABLE analytics.%I', child);
        changed := changed + 1;
      EXCEPTION WHEN lock_not_available THEN
        EXIT;
      END;
    END LOOP;
    SET LOCAL lock_timeout = '2s';
  END LOOP;
  RETURN changed;
END
$$;

CREATE OR REPLACE FUNCTION analytics.forget_trend_subject(organization int, share smallint, type text, name text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  removed bigint;
  named text := to_jsonb(type || '/' || name)::text;
  announced text;
BEGIN
  DELETE FROM analytics.trend_bucket
  WHERE organization_id = organization AND slot = share AND subject_type = type AND subject_id = name;
  GET DIAGNOSTICS removed = ROW_COUNT;
  DELETE FROM analytics.trend_candidate WHERE organization_id = organization AND position(named IN standing::text) > 0;
  DELETE FROM analytics.trend_cache WHERE organization_id = organization AND position(named IN board::text) > 0;
  FOREACH announced IN ARRAY ARRAY['trend_course', 'trend_outbox', 'trend_call'] LOOP
    EXECUTE format('DELETE FROM analytics.%I '
      'WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4', announced)
      USING organization, share, type, name;
  END LOOP;
  RETURN removed;
END
$$;

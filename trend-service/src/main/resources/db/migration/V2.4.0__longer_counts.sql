-- Counts are kept eight days longer than the identities of events: a series that was last seen a week ago remembers four weeks of
-- before that.
SET LOCAL lock_timeout = '5s';

DROP FUNCTION keep_trend_partitions(date, date);

-- Makes the missing partitions of the days from first_event_day (of the identities) and first_bucket_day (of the counts) to last_day, all
-- included, and drops those of days before; as the owner, since the service's role owns nothing. Returns how many days it made or dropped, or NULL when another
-- replica is at it.
--
-- A partition is made beside its table and then attached: that takes a lock beside which rows can still be written,
-- where CREATE TABLE … PARTITION OF would stop every writer.
CREATE FUNCTION keep_trend_partitions(first_event_day date, first_bucket_day date, last_day date) RETURNS int
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
REVOKE ALL ON FUNCTION keep_trend_partitions(date, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_trend_partitions(date, date, date) TO groundswell_trend;

-- HistoryQuery: up to when what is judged is complete. Positions belong to no organisation.
GRANT SELECT (consumer, topic, kpartition, watermark) ON trend_consumer_offset TO groundswell_reader;

-- Who is behind what is counted, in bounded space; which counts came late; what befell a whole platform or metric.
SET LOCAL lock_timeout = '5s';

-- What each creator (an event's userid) added to a series, in six hours. A series has 256 cells, and a creator's cell follows from a hash of
-- the name: so a series takes at most 256 rows in six hours, however many creators it has. Live lane only.
CREATE TABLE trend_creator (
  slice_start     timestamptz NOT NULL, -- 00:00, 06:00, 12:00, 18:00 UTC
  organization_id int         NOT NULL,
  slot            smallint    NOT NULL,
  cell            smallint    NOT NULL,
  mixed           boolean     NOT NULL, -- several creators share the cell
  subject_type    text        NOT NULL,
  subject_id      text        NOT NULL,
  platform        text        NOT NULL,
  metric          text        NOT NULL,
  creator         text        NOT NULL, -- the first of them by name; '' once forgotten
  total           numeric     NOT NULL,
  -- BucketLog: adding; CrowdQuery: the cells of a series since a slice.
  PRIMARY KEY (organization_id, slot, subject_type, subject_id, platform, metric, slice_start, cell)
) PARTITION BY RANGE (slice_start);

-- Of events that come when newer buckets of their series have come already: detectors had judged the bucket without them.
ALTER TABLE trend_bucket
  ADD COLUMN late_events bigint NOT NULL DEFAULT 0,
  ADD COLUMN late_at timestamptz; -- when the latest of them was received

-- What a partition's owner has seen befall a whole platform, or a whole metric. Not logged: after a crash the owners write it anew.
CREATE UNLOGGED TABLE trend_disturbance (
  since           timestamptz NOT NULL, -- the first bucket without an event; the first that rose
  organization_id int         NOT NULL,
  kpartition      int         NOT NULL,
  platform        text        NOT NULL,
  metric          text        NOT NULL, -- '' for all of them
  kind            text        NOT NULL, -- silent, redefined
  PRIMARY KEY (kpartition, organization_id, platform, metric, kind)
) WITH (fillfactor = 50);

DO $$
DECLARE
  scoped text;
BEGIN
  FOREACH scoped IN ARRAY ARRAY['trend_creator', 'trend_disturbance'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true)',
      scoped);
    EXECUTE format('CREATE POLICY own_organization ON %I FOR SELECT TO groundswell_reader '
      'USING (organization_id = current_setting(''app.organization'')::int)', scoped);
  END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE ON trend_creator TO groundswell_trend;
GRANT SELECT, INSERT, UPDATE, DELETE ON trend_disturbance TO groundswell_trend;
GRANT SELECT ON trend_creator, trend_disturbance TO groundswell_reader;

-- Makes the missing partitions of the days from first_event_day (of the identities), first_bucket_day (of the counts) and eight days ago (of
-- the creators) to last_day, all included, and drops those of days before; as the owner, since the service's role owns nothing. Returns how
-- many days it made or dropped, or NULL when another replica is at it. last_day is two weeks ahead.
--
-- A partition is made beside its table and then attached: that takes a lock beside which rows can still be written,
-- where CREATE TABLE … PARTITION OF would stop every writer.
CREATE OR REPLACE FUNCTION keep_trend_partitions(first_event_day date, first_bucket_day date, last_day date) RETURNS int
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
  FOREACH parent IN ARRAY ARRAY['counted_event', 'trend_bucket', 'trend_creator'] LOOP
    first_day := CASE parent WHEN 'trend_bucket' THEN first_bucket_day WHEN 'trend_creator' THEN greatest(first_event_day, last_day - 24)
      ELSE first_event_day END;
    FOR wanted IN
      SELECT first_day + n FROM generate_series(0, last_day - first_day) AS n
      WHERE to_regclass('analytics.' || parent || to_char(first_day + n, '_YYYYMMDD')) IS NULL
    LOOP
      child := parent || to_char(wanted, '_YYYYMMDD');
      EXECUTE format('CREATE TABLE analytics.%I (LIKE analytics.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS) '
        'WITH (fillfactor = %s)', child, parent, CASE parent WHEN 'counted_event' THEN 100 ELSE 75 END);
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

-- As before, and the person's name goes where they are a creator.
CREATE OR REPLACE FUNCTION forget_trend_subject(organization int, share smallint, type text, name text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  removed bigint;
  named text := to_jsonb(type || '/' || name)::text;
  created text := CASE type WHEN 'user' THEN '"creator": ' || to_jsonb(name)::text ELSE named END;
  kept text;
BEGIN
  DELETE FROM analytics.trend_bucket
  WHERE organization_id = organization AND slot = share AND subject_type = type AND subject_id = name;
  GET DIAGNOSTICS removed = ROW_COUNT;
  DELETE FROM analytics.trend_candidate WHERE organization_id = organization
    AND (position(named IN standing::text) > 0 OR position(created IN standing::text) > 0);
  DELETE FROM analytics.trend_cache WHERE organization_id = organization
    AND (position(named IN board::text) > 0 OR position(created IN board::text) > 0);
  FOREACH kept IN ARRAY ARRAY['trend_course', 'trend_outbox', 'trend_call', 'trend_creator'] LOOP
    EXECUTE format('DELETE FROM analytics.%I '
      'WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4', kept)
      USING organization, share, type, name;
  END LOOP;
  IF type = 'user' THEN
    UPDATE analytics.trend_creator SET creator = '' WHERE organization_id = organization AND creator = name;
  END IF;
  RETURN removed;
END
$$;

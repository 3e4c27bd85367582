-- What the insight counts from: positions in Kafka, the events that were counted, and the counts.
SET LOCAL lock_timeout = '5s';

-- The position in Kafka of each partition of each consumer, and its books:
-- next_offset - start_offset = stored + duplicate + quarantined + skipped. "Quarantined" are records that cannot be read: here
-- they are only counted; the quarantine itself is the record's (metrics-service).
CREATE TABLE trend_consumer_offset (
  consumer     text        NOT NULL,
  topic        text        NOT NULL,
  kpartition   int         NOT NULL,
  topic_id     uuid,
  start_offset bigint      NOT NULL,
  next_offset  bigint      NOT NULL,
  epoch        bigint      NOT NULL,
  owner        uuid        NOT NULL,
  watermark    timestamptz,
  stored       bigint      NOT NULL DEFAULT 0,
  duplicate    bigint      NOT NULL DEFAULT 0,
  quarantined  bigint      NOT NULL DEFAULT 0,
  skipped      bigint      NOT NULL DEFAULT 0,
  skip_reason  text,
  updated_at   timestamptz NOT NULL,
  PRIMARY KEY (consumer, topic, kpartition)
) WITH (fillfactor = 50); -- half-empty pages: a row changes with every batch, and in place only if its page has room

-- Identities of the events that were counted, so that a sender's retry is not counted twice. Belongs to no
-- organisation: a hash of (event key, time, subject), and the event key is itself a hash that begins with the organisation.
CREATE TABLE counted_event (
  observed_at timestamptz NOT NULL,
  identity    uuid        NOT NULL,
  -- BucketLog: is it new? Time first, so that inserts of one time lie side by side.
  PRIMARY KEY (observed_at, identity)
) PARTITION BY RANGE (observed_at);

-- How often, and how much, in five minutes of event time. Lanes are counted apart: detectors look at the live one only.
CREATE TABLE trend_bucket (
  bucket_start    timestamptz NOT NULL,
  events          bigint      NOT NULL,
  organization_id int         NOT NULL,
  slot            smallint    NOT NULL, -- share of all subjects, 0 to 1,023; a slot lives on one Kafka partition
  live            boolean     NOT NULL,
  subject_type    text        NOT NULL,
  subject_id      text        NOT NULL,
  platform        text        NOT NULL,
  metric          text        NOT NULL,
  total           numeric     NOT NULL, -- sum of the deltas; numeric, so that it does not depend on their order
  -- BucketLog: counting; SeriesHistory: all series of a slot, or one series, over the time that is kept.
  PRIMARY KEY (organization_id, slot, subject_type, subject_id, platform, metric, bucket_start, live)
) PARTITION BY RANGE (bucket_start);

-- From when on nothing counted on a platform means that nothing happened.
CREATE TABLE trend_platform (
  organization_id int         NOT NULL,
  platform        text        NOT NULL,
  counted_since   timestamptz NOT NULL, -- begin of the earliest live bucket
  PRIMARY KEY (organization_id, platform)
);

DO $$
DECLARE
  scoped text;
BEGIN
  FOREACH scoped IN ARRAY ARRAY['trend_bucket', 'trend_platform'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true)',
      scoped);
    EXECUTE format('CREATE POLICY own_organization ON %I FOR SELECT TO groundswell_reader '
      'USING (organization_id = current_setting(''app.organization'')::int)', scoped);
  END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE ON trend_consumer_offset, trend_bucket, trend_platform TO groundswell_trend;
GRANT SELECT, INSERT ON counted_event TO groundswell_trend;
GRANT SELECT ON trend_bucket, trend_platform TO groundswell_reader;

-- Makes the missing partitions of the days from first_day to last_day, both included, and drops those of days before
-- first_day; as the owner, since the service's role owns nothing. Returns how many days it made or dropped, or NULL when another
-- replica is at it.
--
-- A partition is made beside its table and then attached: that takes a lock beside which rows can still be written,
-- where CREATE TABLE … PARTITION OF would stop every writer.
CREATE FUNCTION keep_trend_partitions(first_day date, last_day date) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
  SET lock_timeout = '2s'
AS $$
DECLARE
  parent text;
  child text;
  wanted date;
  changed int := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('analytics.keep_trend_partitions', 0)) THEN
    RETURN NULL;
  END IF;
  FOREACH parent IN ARRAY ARRAY['counted_event', 'trend_bucket'] LOOP
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
REVOKE ALL ON FUNCTION keep_trend_partitions(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_trend_partitions(date, date) TO groundswell_trend;

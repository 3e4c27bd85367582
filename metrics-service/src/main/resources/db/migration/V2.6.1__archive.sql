-- Days whose raw rows leave the database for files. Their rollups stay.
SET LOCAL lock_timeout = '5s';

-- active -> sealed -> exported -> verified -> closed -> detached -> dropped, and back from dropped: restored, until it begins anew.
-- A row stands for a partition; without one nobody ever asked for it.
CREATE TABLE archive_partition (
  changed_at     timestamptz NOT NULL DEFAULT now(),
  restored_until timestamptz,
  first_at       timestamptz,
  last_at        timestamptz,
  rows           bigint,
  bytes          bigint,
  closed_by      xid8, -- the transaction that closed it: who may not know of it is waited for
  day            date        NOT NULL,
  generation     int         NOT NULL DEFAULT 0, -- of the file: an export that was overtaken by a late row is made anew
  partitioned    text        NOT NULL CHECK (partitioned IN ('time_series_metrics', 'analytics_events')),
  state          text        NOT NULL DEFAULT 'active'
    CHECK (state IN ('active', 'sealed', 'exported', 'verified', 'closed', 'detached', 'dropped', 'restored')),
  digest         text, -- of the rows in the database, whatever their order
  content        text, -- SHA-256 over the rows in the file
  sha256         text, -- of the file
  file           text, -- within the archive's directory
  error          text, -- why it does not get on
  PRIMARY KEY (day, partitioned),
  CHECK (state IN ('active', 'sealed') OR file IS NOT NULL)
);
GRANT SELECT, INSERT ON archive_partition TO groundswell_metrics;
GRANT UPDATE (state, changed_at, error) ON archive_partition TO groundswell_metrics;
GRANT SELECT ON archive_partition TO groundswell_reader;

-- The days that take no row any more: what the record looks at.
CREATE VIEW archived_day WITH (security_invoker = true) AS
  SELECT DISTINCT day FROM archive_partition WHERE state IN ('closed', 'detached', 'dropped');
GRANT SELECT ON archived_day TO groundswell_metrics, groundswell_reader;

-- A day that is archived is ready as far as a declared backfill is concerned: its events are settled at once, by the quarantine.
CREATE OR REPLACE VIEW published_partition_days WITH (security_invoker = true) AS
  SELECT day FROM partition_day
  UNION
  SELECT day FROM archive_partition WHERE state IN ('closed', 'detached', 'dropped');
GRANT SELECT ON archive_partition TO groundswell_ingest;

-- For who schedules it in SQL, by whatever scheduler: asks for the days that are older, and the service archives them. Returns how
-- many days were not asked for before.
CREATE FUNCTION archive_old_metrics(older_than interval DEFAULT '90 days') RETURNS int
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
REVOKE ALL ON FUNCTION archive_old_metrics(interval) FROM PUBLIC;

-- Whoever makes partitions, and whatever it has seen: a day that is archived comes back by being restored and in no other way.
CREATE FUNCTION refuse_archived_day() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM analytics.archived_day WHERE day = NEW.day) THEN
    RAISE EXCEPTION 'the day % is archived', NEW.day USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER archived_days_stay_away BEFORE INSERT ON partition_day
  FOR EACH ROW EXECUTE FUNCTION refuse_archived_day();

-- Whether the day stands; and if so it goes on to until the transaction ends. For who would take a day that has left for one
-- without rows. Two statements, so that the second sees what was committed while the first was waiting.
CREATE FUNCTION keep_day(wanted date) RETURNS boolean
  LANGUAGE sql VOLATILE
  SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_advisory_xact_lock_shared(hashtextextended('analytics.day.' || wanted, 0));
  SELECT EXISTS (SELECT FROM analytics.partition_day WHERE day = wanted);
$$;
REVOKE ALL ON FUNCTION keep_day(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_day(date) TO groundswell_metrics;

-- Eraser: the first archived day that has not been gone through.
ALTER TABLE forgetting ADD COLUMN next_archived_day date NOT NULL DEFAULT '0001-01-01';

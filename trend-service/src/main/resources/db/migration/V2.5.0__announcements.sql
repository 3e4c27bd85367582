-- What is said of the course of a trend: started, peaked, ended.
SET LOCAL lock_timeout = '5s';

-- Up to which step the newest trend of a series was announced. Steps only go forward, so a replica that lost its partition and does not
-- know it yet changes nothing.
CREATE TABLE trend_course (
  since           timestamptz NOT NULL, -- begin of the trend
  moved_at        timestamptz NOT NULL,
  organization_id int         NOT NULL,
  slot            smallint    NOT NULL,
  step            smallint    NOT NULL, -- 0 started, 1 peaked, 2 ended
  subject_type    text        NOT NULL,
  subject_id      text        NOT NULL,
  platform        text        NOT NULL,
  metric          text        NOT NULL,
  PRIMARY KEY (organization_id, slot, subject_type, subject_id, platform, metric)
) WITH (fillfactor = 75);

-- The announcements themselves, to be sent to Kafka and to be listened to.
CREATE TABLE trend_outbox (
  -- The transaction first: numbers are given out before they are committed, so by the number alone a reader may step over one.
  transaction     xid8        NOT NULL DEFAULT pg_current_xact_id(),
  place           bigint      GENERATED ALWAYS AS IDENTITY,
  created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempted_at    timestamptz, -- a replica is about to send it, or was when it died
  sent_at         timestamptz, -- the broker has it
  event_id        uuid        NOT NULL, -- a hash of what it says: the same is never announced twice
  organization_id int         NOT NULL,
  slot            smallint    NOT NULL,
  subject_type    text        NOT NULL,
  subject_id      text        NOT NULL,
  type            text        NOT NULL, -- trend.started, trend.peaked, trend.ended
  event           text        NOT NULL, -- the CloudEvent
  PRIMARY KEY (event_id)
);
-- Listeners: what came after a place.
CREATE INDEX trend_outbox_place ON trend_outbox (transaction, place);
-- TrendSender: what waits.
CREATE INDEX trend_outbox_waiting ON trend_outbox (transaction, place) WHERE sent_at IS NULL;

-- Every call that a trend has started, and what became of it.
CREATE TABLE trend_call (
  called_at         timestamptz NOT NULL,
  event_id          uuid        NOT NULL,
  organization_id   int         NOT NULL,
  slot              smallint    NOT NULL,
  after_three_days  boolean,    -- whether the day that ended then was above the level of before; null until it is known
  after_seven_days  boolean,
  subject_type      text        NOT NULL,
  subject_id        text        NOT NULL,
  platform          text        NOT NULL,
  metric            text        NOT NULL,
  confidence        float8      NOT NULL,
  level             float8      NOT NULL, -- of five minutes, before the call
  PRIMARY KEY (event_id)
);
-- CalibrationResource: the calls of an organisation since a day.
CREATE INDEX trend_call_time ON trend_call (organization_id, called_at);
-- OutcomeKeeper: those whose outcome is not known yet.
CREATE INDEX trend_call_open ON trend_call (called_at) WHERE after_seven_days IS NULL;

DO $$
DECLARE
  scoped text;
BEGIN
  FOREACH scoped IN ARRAY ARRAY['trend_course', 'trend_outbox', 'trend_call'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true)',
      scoped);
    EXECUTE format('CREATE POLICY own_organization ON %I FOR SELECT TO groundswell_reader '
      'USING (organization_id = current_setting(''app.organization'')::int)', scoped);
  END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON trend_course, trend_outbox TO groundswell_trend;
GRANT SELECT, INSERT, UPDATE ON trend_call TO groundswell_trend;
GRANT SELECT ON trend_course, trend_outbox, trend_call TO groundswell_reader;

-- As before, and what was announced of the subject goes too.
CREATE OR REPLACE FUNCTION forget_trend_subject(organization int, share smallint, type text, name text) RETURNS bigint
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

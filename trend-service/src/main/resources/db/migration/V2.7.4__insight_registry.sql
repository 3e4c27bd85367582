-- Sentences about what happened, with their evidence.
SET LOCAL lock_timeout = '5s';

CREATE TABLE insight_registry (
  created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  valid_until     timestamptz NOT NULL,
  checked_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  begins_at       timestamptz NOT NULL, -- of the counts that it rests on, and where they end
  ends_at         timestamptz NOT NULL,
  insight_id      uuid        NOT NULL DEFAULT gen_random_uuid(),
  superseded_by   uuid,
  organization_id int         NOT NULL,
  version         int         NOT NULL DEFAULT 1,
  slot            smallint    NOT NULL,
  basis           numeric     NOT NULL, -- sum of these counts: where it changes, something came late
  insight_key     text        NOT NULL, -- what it is about: made once
  kind            text        NOT NULL, -- rose, peaked, faded, led, record
  subject_type    text        NOT NULL,
  subject_id      text        NOT NULL,
  platform        text        NOT NULL,
  metric          text        NOT NULL,
  sentence        text        NOT NULL,
  evidence        jsonb       NOT NULL,
  difference      jsonb, -- to the version that it supersedes
  PRIMARY KEY (organization_id, insight_key, version)
);
-- InsightsResource: the newest of an organisation.
CREATE INDEX insight_registry_newest ON insight_registry (organization_id, created_at DESC) WHERE superseded_by IS NULL;
-- InsightsResource: those of a subject; forgetting.
CREATE INDEX insight_registry_subject ON insight_registry (organization_id, slot, subject_type, subject_id);
-- InsightRegistry: what is to be dropped.
CREATE INDEX insight_registry_valid ON insight_registry (valid_until);

ALTER TABLE insight_registry ENABLE ROW LEVEL SECURITY;
ALTER TABLE insight_registry FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON insight_registry TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON insight_registry FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT, INSERT, UPDATE, DELETE ON insight_registry TO groundswell_trend;
GRANT SELECT ON insight_registry TO groundswell_reader;

-- As before, and what was said of the subject goes too.
CREATE OR REPLACE FUNCTION forget_trend_subject(organization int, share smallint, type text, name text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  removed bigint := analytics.forget_counted_subject(organization, share, type, name);
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['niche_member', 'webhook_delivery', 'cross_platform_metrics', 'insight_registry'] LOOP
    EXECUTE format('DELETE FROM analytics.%I '
      'WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4', named)
      USING organization, share, type, name;
  END LOOP;
  RETURN removed;
END
$$;

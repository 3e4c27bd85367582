-- How subjects do on platforms that count differently: each figure with its named denominator, and its place among its platform's peers.
SET LOCAL lock_timeout = '5s';

CREATE TABLE cross_platform_metrics (
  computed_at        timestamptz NOT NULL,
  complete_through   timestamptz NOT NULL, -- end of the window
  organization_id    int         NOT NULL,
  definition_version int         NOT NULL,
  peers              bigint      NOT NULL,
  slot               smallint    NOT NULL,
  shrunk             boolean     NOT NULL, -- few peers: their wider group has a say in the percentile
  value              float8      NOT NULL,
  numerator          float8      NOT NULL,
  denominator        float8      NOT NULL,
  percentile         float8      NOT NULL CHECK (percentile BETWEEN 0 AND 1), -- never a value without it
  robust_z           float8,
  subject_type       text        NOT NULL,
  subject_id         text        NOT NULL,
  platform           text        NOT NULL,
  time_window        text        NOT NULL, -- 1h, 24h, 7d
  measure            text        NOT NULL, -- engagement_rate, growth
  metric             text        NOT NULL, -- of the numerator
  denominator_name   text        NOT NULL,
  peer_group         text        NOT NULL,
  -- CrossPlatformReads: a subject's, on all platforms.
  PRIMARY KEY (organization_id, slot, subject_type, subject_id, time_window, platform, measure)
) WITH (fillfactor = 75);

ALTER TABLE cross_platform_metrics ENABLE ROW LEVEL SECURITY;
ALTER TABLE cross_platform_metrics FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON cross_platform_metrics TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON cross_platform_metrics FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT, INSERT, UPDATE, DELETE ON cross_platform_metrics TO groundswell_trend;
GRANT SELECT ON cross_platform_metrics TO groundswell_reader;

-- As before, and the subject's figures go too.
CREATE OR REPLACE FUNCTION forget_trend_subject(organization int, share smallint, type text, name text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  removed bigint := analytics.forget_counted_subject(organization, share, type, name);
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['niche_member', 'webhook_delivery', 'cross_platform_metrics'] LOOP
    EXECUTE format('DELETE FROM analytics.%I '
      'WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4', named)
      USING organization, share, type, name;
  END LOOP;
  RETURN removed;
END
$$;

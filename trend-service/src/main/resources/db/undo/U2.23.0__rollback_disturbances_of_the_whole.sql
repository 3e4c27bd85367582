-- Takes back V2.23.0__disturbances_of_the_whole.sql, with what befell platforms and metrics.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.trend_tally, analytics.trend_disturbance;
CREATE UNLOGGED TABLE analytics.trend_disturbance (
  since           timestamptz NOT NULL,
  organization_id int         NOT NULL,
  kpartition      int         NOT NULL,
  platform        text        NOT NULL,
  metric          text        NOT NULL,
  kind            text        NOT NULL,
  PRIMARY KEY (kpartition, organization_id, platform, metric, kind)
) WITH (fillfactor = 50);
ALTER TABLE analytics.trend_disturbance ENABLE ROW LEVEL SECURITY;
ALTER TABLE analytics.trend_disturbance FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON analytics.trend_disturbance TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON analytics.trend_disturbance FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.trend_disturbance TO groundswell_trend;
GRANT SELECT ON analytics.trend_disturbance TO groundswell_reader;

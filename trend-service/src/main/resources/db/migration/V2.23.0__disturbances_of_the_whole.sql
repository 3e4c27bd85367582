-- What befell a whole platform or metric: judged over all Kafka partitions together, and kept with its span, since whoever judges a series
-- anew has to leave out the same. Services of the release before go on with trend_disturbance, which nobody else needs any more.
SET LOCAL lock_timeout = '5s';

CREATE TABLE trend_disturbance_span (
  since           timestamptz NOT NULL, -- the first bucket without an event; the one in which most rose
  until           timestamptz NOT NULL, -- the first bucket that it was not seen in yet; moves on while it lasts
  organization_id int         NOT NULL,
  lasting         boolean     NOT NULL,
  platform        text        NOT NULL,
  metric          text        NOT NULL, -- '' for all of them
  kind            text        NOT NULL, -- silent, redefined
  -- Disturbance: those of an organisation, or all.
  PRIMARY KEY (organization_id, platform, metric, kind, since)
) WITH (fillfactor = 50);

-- How the series of each Kafka partition stand together, said by its owner whenever a bucket is complete. Belongs to no organisation: it
-- has the sums of all. Not logged: after a crash the owners say it anew with the next bucket.
CREATE UNLOGGED TABLE trend_tally (
  complete   timestamptz NOT NULL, -- begin of the first bucket that was not complete
  written_at timestamptz NOT NULL,
  kpartition int         NOT NULL PRIMARY KEY,
  tallies    jsonb       NOT NULL
) WITH (fillfactor = 50);

ALTER TABLE trend_disturbance_span ENABLE ROW LEVEL SECURITY;
ALTER TABLE trend_disturbance_span FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON trend_disturbance_span TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON trend_disturbance_span FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
ALTER TABLE trend_tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE trend_tally FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON trend_tally TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON trend_disturbance_span TO groundswell_trend;
GRANT SELECT, INSERT, UPDATE ON trend_tally TO groundswell_trend;
GRANT SELECT ON trend_disturbance_span TO groundswell_reader;

-- What batches gained and nobody has added to the quarters yet: a row a batch, so that top lists cost a batch one insert instead of one
-- change for each of its subjects. Lists read both, and TopKeeper moves what is here every second, in one statement.
SET LOCAL lock_timeout = '5s';

CREATE TABLE metric_top_pending (
  id              bigint        GENERATED ALWAYS AS IDENTITY,
  organization_id int           NOT NULL,
  measures        int[]         NOT NULL,
  subjects        int[]         NOT NULL,
  quarters        timestamptz[] NOT NULL,
  gains           numeric[]     NOT NULL,
  PRIMARY KEY (organization_id, id) -- TopStore: what is pending of an organisation
) WITH (autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE metric_top_pending ENABLE ROW LEVEL SECURITY;
ALTER TABLE metric_top_pending FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON metric_top_pending TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON metric_top_pending FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT, INSERT, UPDATE, DELETE ON metric_top_pending TO groundswell_metrics; -- UPDATE: to lock what is moved
GRANT SELECT ON metric_top_pending TO groundswell_reader;

SET LOCAL lock_timeout = '5s';

-- The history that an organisation declared it will send. The metrics-service makes the partitions of these days; events
-- of the backfill lane are taken once they stand.
CREATE TABLE backfill_ranges (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id int NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  range_from timestamptz NOT NULL,
  range_to timestamptz NOT NULL,
  declared_at timestamptz NOT NULL DEFAULT now(),
  CHECK (range_from < range_to),
  -- Declaring the same range again finds the declaration instead of adding one.
  UNIQUE (organization_id, range_from, range_to)
);

ALTER TABLE backfill_ranges ENABLE ROW LEVEL SECURITY;
ALTER TABLE backfill_ranges FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON backfill_ranges TO CURRENT_USER, groundswell_ingest USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON backfill_ranges FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);

GRANT SELECT, INSERT, UPDATE, DELETE ON backfill_ranges TO groundswell_ingest;
GRANT SELECT ON backfill_ranges TO groundswell_reader;

-- Which days need partitions. With its owner's rights on purpose: partitions hold the days of all organisations.
CREATE VIEW published_backfill_ranges AS
  SELECT id, organization_id, range_from, range_to, declared_at FROM backfill_ranges;

GRANT SELECT ON published_backfill_ranges TO groundswell_ingest, groundswell_metrics, groundswell_trend;

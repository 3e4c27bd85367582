SET LOCAL lock_timeout = '5s';

-- How many events the edge answered as accepted and as rejected, by source and minute of receipt. One row an edge process,
-- holding that process' whole count of the minute, so that writing it again after an unknown outcome changes nothing.
-- The edge's own count: exact but for the last second of a process that was killed hard.
CREATE TABLE edge_accounting (
  organization_id int NOT NULL,
  source text NOT NULL,
  minute timestamptz NOT NULL,
  edge uuid NOT NULL,
  accepted bigint NOT NULL,
  rejected bigint NOT NULL,
  PRIMARY KEY (organization_id, source, minute, edge)
);

ALTER TABLE edge_accounting ENABLE ROW LEVEL SECURITY;
ALTER TABLE edge_accounting FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON edge_accounting TO CURRENT_USER, groundswell_ingest USING (true) WITH CHECK (true);
CREATE POLICY published ON edge_accounting FOR SELECT TO groundswell_metrics USING (true);
CREATE POLICY own_organization ON edge_accounting FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);

GRANT SELECT, INSERT, UPDATE, DELETE ON edge_accounting TO groundswell_ingest;
GRANT SELECT ON edge_accounting TO groundswell_metrics, groundswell_reader;

-- With the asker's rights: the reader sees its own organisation only.
CREATE VIEW published_edge_accounting WITH (security_invoker = true) AS
  SELECT organization_id, source, minute, sum(accepted)::bigint AS accepted, sum(rejected)::bigint AS rejected
  FROM edge_accounting GROUP BY organization_id, source, minute;

GRANT SELECT ON published_edge_accounting TO groundswell_ingest, groundswell_metrics, groundswell_reader;

DROP VIEW analytics.published_edge_accounting;
ALTER TABLE analytics.edge_accounting DROP COLUMN unknown;

CREATE VIEW analytics.published_edge_accounting WITH (security_invoker = true) AS
  SELECT organization_id, source, minute, sum(accepted)::bigint AS accepted, sum(rejected)::bigint AS rejected
  FROM analytics.edge_accounting GROUP BY organization_id, source, minute;

GRANT SELECT ON analytics.published_edge_accounting TO groundswell_ingest, groundswell_metrics, groundswell_reader;

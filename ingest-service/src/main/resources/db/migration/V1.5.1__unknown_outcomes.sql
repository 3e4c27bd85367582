SET LOCAL lock_timeout = '5s';

-- Events that were answered 503 though the broker may hold them: it did not acknowledge them in time. Those that arrive are
-- stored without ever having been counted as accepted, so without this term the books could not close.
ALTER TABLE edge_accounting ADD COLUMN unknown bigint NOT NULL DEFAULT 0;

CREATE OR REPLACE VIEW published_edge_accounting WITH (security_invoker = true) AS
  SELECT organization_id, source, minute, sum(accepted)::bigint AS accepted, sum(rejected)::bigint AS rejected,
    sum(unknown)::bigint AS unknown
  FROM edge_accounting GROUP BY organization_id, source, minute;

-- How our own answers went: the slow and the failed requests, and a sample of all. No path and no parameter, which may name
-- somebody: only the endpoint's pattern.
SET LOCAL lock_timeout = '5s';

CREATE TABLE performance_logs (
  at                  timestamptz NOT NULL,
  duration_ms         bigint      NOT NULL,
  response_size_bytes bigint      NOT NULL,
  id                  bigint      GENERATED ALWAYS AS IDENTITY,
  organization_id     int         NOT NULL,
  status              smallint    NOT NULL,
  cache_hit           boolean     NOT NULL, -- answered 304: the asker's copy still held
  endpoint            text        NOT NULL, -- GET /v1/posts/latest
  kept_because        text        NOT NULL CHECK (kept_because IN ('slow', 'failed', 'sampled')),
  error_type          text,                 -- the problem's slug
  PRIMARY KEY (organization_id, at, id) -- PerformanceResource: an organisation's requests over a time
);
CREATE INDEX performance_logs_at ON performance_logs USING brin (at); -- RequestLog: those that are too old

ALTER TABLE performance_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE performance_logs FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON performance_logs TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON performance_logs FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT, INSERT, DELETE ON performance_logs TO groundswell_metrics;
GRANT SELECT ON performance_logs TO groundswell_reader;

-- What stands out, and the boards made of it.
SET LOCAL lock_timeout = '5s';

-- What stands out on each Kafka partition, written by whoever owns the partition: so every replica makes its boards from all
-- of them. Not logged: after a crash the owners write it anew.
CREATE UNLOGGED TABLE trend_candidate (
  updated_at      timestamptz NOT NULL,
  organization_id int         NOT NULL,
  kpartition      int         NOT NULL,
  platform        text        NOT NULL,
  time_window     text        NOT NULL,
  standing        jsonb       NOT NULL, -- array, best first, at most 100
  PRIMARY KEY (organization_id, kpartition, platform, time_window)
) WITH (fillfactor = 50);

-- The boards as last published, for a service that has just started. Platform '' is all of them together.
CREATE TABLE trend_cache (
  computed_at     timestamptz NOT NULL,
  organization_id int         NOT NULL,
  platform        text        NOT NULL,
  time_window     text        NOT NULL, -- 1h, 24h, 7d
  revision        text        NOT NULL, -- of the content: the same content has the same
  board           jsonb       NOT NULL,
  PRIMARY KEY (organization_id, platform, time_window)
) WITH (fillfactor = 50);

DO $$
DECLARE
  scoped text;
BEGIN
  FOREACH scoped IN ARRAY ARRAY['trend_candidate', 'trend_cache'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true)',
      scoped);
    EXECUTE format('CREATE POLICY own_organization ON %I FOR SELECT TO groundswell_reader '
      'USING (organization_id = current_setting(''app.organization'')::int)', scoped);
  END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON trend_candidate, trend_cache TO groundswell_trend;
GRANT SELECT ON trend_cache TO groundswell_reader;

-- Imports and backfills as jobs in chunks. The services keep who does what and how far it is; what is imported is read by
-- workers that can reach the source, and comes in as events like any other.
SET LOCAL lock_timeout = '5s';

CREATE TABLE analysis_queue (
  job_id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organization_id   int         NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  name              text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  kind              text        NOT NULL CHECK (kind ~ '^[a-z][a-z0-9-]{0,31}$'),
  mapping           jsonb       NOT NULL, -- how rows become events: what the workers go by, and a verification later
  status            text        NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'processing', 'paused', 'completed', 'failed', 'cancelled')),
  priority          int         NOT NULL DEFAULT 100 CHECK (priority BETWEEN 1 AND 1000),
  planned           boolean     NOT NULL DEFAULT false, -- whether all of its chunks are there
  events_per_second int         CHECK (events_per_second > 0),
  total_chunks      int         NOT NULL DEFAULT 0,
  processed_chunks  int         NOT NULL DEFAULT 0,
  created_at        timestamptz NOT NULL DEFAULT now(),
  started_at        timestamptz,
  completed_at      timestamptz,
  deadline          timestamptz NOT NULL,
  error             text,
  CHECK (processed_chunks BETWEEN 0 AND total_chunks),
  CHECK (status <> 'completed' OR planned AND processed_chunks = total_chunks)
);
-- ImportBook: the jobs of an organisation, the urgent ones first.
CREATE INDEX analysis_queue_by_priority ON analysis_queue (organization_id, priority DESC, job_id);

CREATE TABLE analysis_chunks (
  chunk_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organization_id int         NOT NULL,
  job_id          bigint      NOT NULL REFERENCES analysis_queue (job_id) ON DELETE CASCADE,
  chunk_index     int         NOT NULL CHECK (chunk_index >= 0),
  part            text        NOT NULL, -- the table or the file within the source
  key_from        text, -- behind which row it begins; null at the beginning
  key_to          text, -- with which row it ends
  row_count       int         NOT NULL CHECK (row_count >= 0),
  sent            int         NOT NULL DEFAULT 0, -- rows that its worker has done
  oldest          timestamptz,
  newest          timestamptz,
  status          text        NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
  worker          text,
  heartbeat_at    timestamptz,
  attempts        int         NOT NULL DEFAULT 0,
  started_at      timestamptz,
  completed_at    timestamptz,
  result          jsonb,
  error           text,
  -- Planning again after a kill finds the chunk instead of adding one.
  UNIQUE (job_id, chunk_index)
);
-- ChunkBook: what is to be done next; only as long as it is.
CREATE INDEX analysis_chunks_to_do ON analysis_chunks (job_id, newest DESC NULLS LAST, chunk_index)
  WHERE status IN ('pending', 'processing');

DO $$
DECLARE
  scoped text;
BEGIN
  FOREACH scoped IN ARRAY ARRAY['analysis_queue', 'analysis_chunks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER, groundswell_ingest USING (true) WITH CHECK (true)',
      scoped);
    EXECUTE format('CREATE POLICY own_organization ON %I TO groundswell_steward '
      'USING (organization_id = current_setting(''app.organization'')::int) '
      'WITH CHECK (organization_id = current_setting(''app.organization'')::int)', scoped);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON analysis_queue, analysis_chunks TO groundswell_ingest, groundswell_steward;

-- How hard the database works: bytes of its log so far, and how many seconds the furthest standby is behind. As the owner, since
-- standbys are shown to pg_monitor only; an owner who is not a member sees none, and then there is no lag.
CREATE FUNCTION import_pressure() RETURNS TABLE (wal_bytes numeric, replication_lag float8)
  LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn,
    coalesce((SELECT max(extract(epoch FROM replay_lag)) FROM pg_stat_replication), 0)::float8;
$$;
REVOKE ALL ON FUNCTION import_pressure() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION import_pressure() TO groundswell_ingest;

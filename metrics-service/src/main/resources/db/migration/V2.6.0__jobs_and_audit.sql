-- Work that one replica does for all, and the audit of the rollups.
SET LOCAL lock_timeout = '5s';

-- Who does a job, until when, by this server's clock alone. The term rises whenever the job changes hands, so that a replica that
-- was frozen and wakes up again cannot go on.
CREATE TABLE job_run (
  taken_at       timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  last_begun     timestamptz,
  last_succeeded timestamptz,
  last_failed    timestamptz,
  term           bigint      NOT NULL,
  owner          uuid        NOT NULL,
  job            text        NOT NULL PRIMARY KEY,
  last_error     text
) WITH (fillfactor = 50); -- a heartbeat changes it in place
GRANT SELECT, INSERT, UPDATE ON job_run TO groundswell_metrics;
GRANT SELECT ON job_run TO groundswell_reader;

-- How often the rollups of a day were changed, counted in the transaction that changes them: what the auditor, and the archive,
-- look at to know whether a day is as they left it. Every Kafka partition counts in rows of its own, as in the books.
CREATE TABLE rollup_change (
  day        date   NOT NULL,
  kpartition int    NOT NULL,
  changes    bigint NOT NULL,
  consumer   text   NOT NULL,
  PRIMARY KEY (day, consumer, kpartition) -- DayRollups: counting; DaysToAudit: the days that changed
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE ON rollup_change TO groundswell_metrics;
GRANT SELECT ON rollup_change TO groundswell_reader;

-- The days that were audited.
CREATE TABLE audit_day (
  day        date        PRIMARY KEY,
  audited_at timestamptz NOT NULL,
  changes    bigint      NOT NULL, -- the sum of rollup_change before the audit began
  series     bigint      NOT NULL -- how many rollups were recomputed
);
GRANT SELECT, INSERT, UPDATE ON audit_day TO groundswell_metrics;
GRANT SELECT ON audit_day TO groundswell_reader;

-- A rollup that was not what its raw rows come to, as it stood and as it was repaired.
CREATE TABLE audit_finding (
  id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  found_at        timestamptz NOT NULL DEFAULT now(),
  organization_id int         NOT NULL,
  subject_id      int         NOT NULL,
  measure_id      int         NOT NULL,
  day             date        NOT NULL,
  kept            jsonb, -- NULL: there was none
  recomputed      jsonb -- NULL: there are no raw rows
);
CREATE INDEX audit_finding_latest ON audit_finding (organization_id, id DESC); -- AuditReads: the latest of an organisation
ALTER TABLE audit_finding ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_finding FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON audit_finding TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON audit_finding FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT, INSERT ON audit_finding TO groundswell_metrics;
GRANT SELECT ON audit_finding TO groundswell_reader;

-- DayAudit: all rollups of a day. Days come in order but for late rows, so a few pages tell where a day lies.
CREATE INDEX metric_rollup_day_of_day ON metric_rollup_day USING brin (day) WITH (pages_per_range = 32, autosummarize = on);
-- A rollup without raw rows is taken away by the auditor.
GRANT DELETE ON metric_rollup_day TO groundswell_metrics;

-- What people do with a record in the quarantine: look, patch and replay, discard. Nothing is ever deleted, so the number of
-- rows stays the number of records that were set aside.
SET LOCAL lock_timeout = '5s';

ALTER TABLE quarantine
  ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- held -> replaying -> replayed, or held -> discarded.
  ADD COLUMN state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'replaying', 'replayed', 'discarded')),
  -- What became of a replayed one: exactly one of these, set by the batch that read it.
  ADD COLUMN outcome text CHECK (outcome IN ('stored', 'duplicate', 'conflict', 'quarantined')),
  ADD COLUMN changed_at timestamptz,
  -- What goes out instead, until it has been read: the outbox of QuarantineOutbox.
  ADD COLUMN replay_topic text,
  ADD COLUMN replay_key bytea,
  ADD COLUMN replay_value bytea,
  ADD COLUMN replay_sent_at timestamptz;
CREATE UNIQUE INDEX quarantine_id ON quarantine (id); -- looking at one, and the batch that settles a replay

DROP INDEX quarantine_latest;
-- QuarantineReads: the latest of an organisation, and those before the last one seen.
CREATE INDEX quarantine_latest ON quarantine (organization_id, quarantined_at DESC, id DESC);
-- QuarantineOutbox: what waits to be sent.
CREATE INDEX quarantine_outbox ON quarantine (changed_at) WHERE state = 'replaying' AND replay_sent_at IS NULL;
-- ReceiptStore: the record at a place of a topic is found by the primary key.

-- Who did what, when and why. Rows are added, never changed.
CREATE TABLE quarantine_audit (
  id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at              timestamptz NOT NULL DEFAULT now(),
  organization_id int         NOT NULL,
  quarantine_id   uuid        NOT NULL,
  key_id          text        NOT NULL, -- the API key's public part; a word without a key is the service itself
  action          text        NOT NULL CHECK (action IN ('replay', 'discard', 'forget')),
  reason          text        NOT NULL,
  patch           jsonb
);
CREATE INDEX quarantine_audit_of_record ON quarantine_audit (quarantine_id); -- QuarantineReads: a record's history

ALTER TABLE quarantine_audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine_audit FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON quarantine_audit TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON quarantine_audit FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);

-- The service moves a record along; what was set aside, when and why stays as it was.
GRANT UPDATE (state, outcome, changed_at, replay_topic, replay_key, replay_value, replay_sent_at)
  ON quarantine TO groundswell_metrics;
GRANT SELECT, INSERT ON quarantine_audit TO groundswell_metrics;
-- Now whole, for who may read may look at the payload too; row-level security leaves out the records of others and of nobody.
GRANT SELECT ON quarantine, quarantine_audit TO groundswell_reader;

-- What an operator skipped of a consumer's partition (groundswell offsets skip), so that a receipt can say so.
CREATE TABLE skipped_range (
  from_offset bigint      NOT NULL,
  to_offset   bigint      NOT NULL, -- exclusive
  skipped_at  timestamptz NOT NULL DEFAULT now(),
  kpartition  int         NOT NULL,
  consumer    text        NOT NULL,
  topic       text        NOT NULL,
  reason      text        NOT NULL,
  -- ReceiptStore: does an offset lie in a skipped range?
  PRIMARY KEY (consumer, topic, kpartition, from_offset, skipped_at)
);
GRANT SELECT ON skipped_range TO groundswell_metrics, groundswell_reader;

-- Takes back V2.2.0__quarantine_for_people.sql, with the audit and with what became of replays.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.skipped_range, analytics.quarantine_audit;
DROP INDEX analytics.quarantine_outbox, analytics.quarantine_latest, analytics.quarantine_id;
ALTER TABLE analytics.quarantine DROP COLUMN id, DROP COLUMN state, DROP COLUMN outcome, DROP COLUMN changed_at,
  DROP COLUMN replay_topic, DROP COLUMN replay_key, DROP COLUMN replay_value, DROP COLUMN replay_sent_at;
CREATE INDEX quarantine_latest ON analytics.quarantine (organization_id, quarantined_at DESC);
REVOKE SELECT ON analytics.quarantine FROM groundswell_reader;
GRANT SELECT (organization_id, consumer, topic, kpartition, koffset, reason, detail, appended_at, quarantined_at)
  ON analytics.quarantine TO groundswell_reader;

-- Announcements are kept for months: what is looked for among them is found by its age.
SET LOCAL lock_timeout = '5s';

-- TrendSender: what was sent long enough ago to go.
CREATE INDEX trend_outbox_sent ON trend_outbox (sent_at) WHERE sent_at IS NOT NULL;
-- InsightKeeper: what an organisation was told lately.
CREATE INDEX trend_outbox_organization ON trend_outbox (organization_id, created_at);

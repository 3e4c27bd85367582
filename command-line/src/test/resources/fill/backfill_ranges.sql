-- A range ends after it begins.
INSERT INTO analytics.backfill_ranges (organization_id, range_from, range_to)
SELECT min(id), now() - interval '2 days', now() FROM analytics.organizations
ON CONFLICT DO NOTHING;

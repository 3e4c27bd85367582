DROP VIEW analytics.published_api_keys;
DELETE FROM analytics.api_keys;
ALTER TABLE analytics.api_keys
  DROP COLUMN stamp_missing_time, DROP COLUMN rate_limit, DROP COLUMN byte_limit, DROP COLUMN cors_origins;
ALTER TABLE analytics.api_keys RENAME COLUMN secret_mac TO secret_hash;
CREATE VIEW analytics.published_api_keys AS
  SELECT key_id, organization_id, secret_hash, scopes, default_platform, expires_at, revoked_at FROM analytics.api_keys;
GRANT SELECT ON analytics.published_api_keys TO groundswell_ingest, groundswell_metrics, groundswell_trend;

DROP FUNCTION analytics.note_key_use(text[], timestamptz[]);
CREATE OR REPLACE VIEW analytics.published_api_keys AS
  SELECT key_id, organization_id, secret_mac, scopes, default_platform, expires_at, revoked_at, stamp_missing_time,
    rate_limit, byte_limit, cors_origins
  FROM analytics.api_keys;
DROP FUNCTION analytics.user_has_org_permission(text, int, text);
DROP POLICY own_organization ON analytics.api_keys;
DROP POLICY stewards_organization ON analytics.organizations;
REVOKE ALL ON analytics.api_keys, analytics.organizations FROM groundswell_steward;
ALTER TABLE analytics.api_keys DROP COLUMN user_id, DROP COLUMN created_by, DROP COLUMN last_used_at;
DROP TABLE analytics.organization_members;

SET LOCAL lock_timeout = '5s';

-- Of a secret its HMAC-SHA256 is kept, under a key that no table holds. From the plain hashes of before none can be made:
-- those keys end here. The bootstrap key comes back by itself.
DROP VIEW published_api_keys;
DELETE FROM api_keys;
ALTER TABLE api_keys RENAME COLUMN secret_hash TO secret_mac;

-- What a key has of its own. Limits are a second's: events, and bytes of bodies; null leaves the key what anybody has.
ALTER TABLE api_keys
  ADD COLUMN stamp_missing_time boolean NOT NULL DEFAULT false,
  ADD COLUMN rate_limit int CHECK (rate_limit > 0),
  ADD COLUMN byte_limit bigint CHECK (byte_limit > 0),
  ADD COLUMN cors_origins text[] NOT NULL DEFAULT '{}';

-- What all three services check keys against. It runs with its owner's rights on purpose: a key is looked up before its
-- organisation is known, and the services get these columns and nothing else of the table.
CREATE VIEW published_api_keys AS
  SELECT key_id, organization_id, secret_mac, scopes, default_platform, expires_at, revoked_at, stamp_missing_time,
    rate_limit, byte_limit, cors_origins
  FROM api_keys;

GRANT SELECT ON published_api_keys TO groundswell_ingest, groundswell_metrics, groundswell_trend;

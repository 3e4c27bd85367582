SET LOCAL lock_timeout = '5s';

-- The people of an organisation, by the name that its own directory gives them. They sign in nowhere here: a key may be
-- somebody's, and then opens no more than that person's role allows.
CREATE TABLE organization_members (
  organization_id int NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  user_id text NOT NULL CHECK (length(user_id) BETWEEN 1 AND 256),
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'editor', 'viewer')),
  added_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, user_id)
);

ALTER TABLE api_keys
  ADD COLUMN user_id text,
  ADD COLUMN created_by text,
  ADD COLUMN last_used_at timestamptz;

-- Whether somebody's role in an organisation is the required one or stands above it.
CREATE FUNCTION user_has_org_permission(check_user_id text, check_org_id int, required_role text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT EXISTS (
    SELECT FROM analytics.organization_members m
    WHERE m.organization_id = check_org_id AND m.user_id = check_user_id
      AND array_position(ARRAY['viewer', 'editor', 'admin', 'owner'], m.role)
        >= array_position(ARRAY['viewer', 'editor', 'admin', 'owner'], required_role))
$$;

-- Whoever changes an organisation's own affairs does so as this role, which owns nothing and sees that organisation alone.
ALTER TABLE organization_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE organization_members FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON organization_members TO CURRENT_USER, groundswell_ingest USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON organization_members TO groundswell_steward
  USING (organization_id = current_setting('app.organization')::int)
  WITH CHECK (organization_id = current_setting('app.organization')::int);
CREATE POLICY own_organization ON api_keys TO groundswell_steward
  USING (organization_id = current_setting('app.organization')::int)
  WITH CHECK (organization_id = current_setting('app.organization')::int);
CREATE POLICY stewards_organization ON organizations TO groundswell_steward
  USING (id = current_setting('app.organization')::int)
  WITH CHECK (id = current_setting('app.organization')::int);

GRANT SELECT, INSERT, UPDATE, DELETE ON organization_members TO groundswell_ingest, groundswell_steward;
GRANT SELECT, INSERT, UPDATE ON api_keys TO groundswell_steward;
-- UPDATE for the lock that makes two changes of one organisation wait for each other.
GRANT SELECT, UPDATE ON organizations TO groundswell_steward;

-- As before, but a key that is somebody's opens what their role allows, and nothing once they are no member any more.
CREATE OR REPLACE VIEW published_api_keys AS
  SELECT k.key_id, k.organization_id, k.secret_mac,
    CASE WHEN k.user_id IS NULL THEN k.scopes ELSE ARRAY(
      SELECT scope FROM unnest(k.scopes) AS scope
      WHERE array_position(ARRAY['viewer', 'editor', 'admin', 'owner'], m.role)
        >= CASE scope WHEN 'read' THEN 1 WHEN 'admin' THEN 3 ELSE 2 END) END AS scopes,
    k.default_platform, k.expires_at,
    CASE WHEN k.user_id IS NOT NULL AND m.user_id IS NULL THEN coalesce(k.revoked_at, k.created_at)
      ELSE k.revoked_at END AS revoked_at,
    k.stamp_missing_time, k.rate_limit, k.byte_limit, k.cors_origins
  FROM api_keys k
  LEFT JOIN organization_members m ON m.organization_id = k.organization_id AND m.user_id = k.user_id;

-- When keys were last used, as each service noticed it. With its owner's rights on purpose: the services may say so of any
-- key, and change nothing else of it. In the order of the ids, so that two services do not wait for each other.
CREATE FUNCTION note_key_use(key_ids text[], used_at timestamptz[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  WITH due AS (
    SELECT k.key_id, n.used_at FROM unnest(key_ids, used_at) AS n (key_id, used_at)
    JOIN analytics.api_keys k USING (key_id)
    WHERE k.last_used_at IS NULL OR k.last_used_at < n.used_at
    ORDER BY k.key_id FOR UPDATE OF k)
  UPDATE analytics.api_keys k SET last_used_at = due.used_at FROM due WHERE k.key_id = due.key_id
$$;
REVOKE ALL ON FUNCTION note_key_use(text[], timestamptz[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_key_use(text[], timestamptz[])
  TO groundswell_ingest, groundswell_metrics, groundswell_trend;

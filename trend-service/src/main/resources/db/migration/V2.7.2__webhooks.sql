-- Addresses that an organisation wants announcements sent to, and what became of each.
SET LOCAL lock_timeout = '5s';

-- The secret is not stored: it follows from the pepper and the id.
CREATE TABLE webhook (
  created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  disabled_at     timestamptz,
  webhook_id      uuid        NOT NULL DEFAULT gen_random_uuid(),
  organization_id int         NOT NULL,
  url             text        NOT NULL,
  types           text[]      NOT NULL, -- of announcements
  disabled_reason text,
  PRIMARY KEY (organization_id, webhook_id) -- WebhookBook: those of an organisation
);

CREATE TABLE webhook_delivery (
  created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at          timestamptz NOT NULL DEFAULT clock_timestamp(), -- while it is being sent: when the sender counts as dead
  settled_at      timestamptz,
  event_id        uuid        NOT NULL,
  webhook_id      uuid        NOT NULL,
  organization_id int         NOT NULL,
  attempts        int         NOT NULL DEFAULT 0,
  last_status     int,
  slot            smallint    NOT NULL,
  state           text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead')),
  type            text        NOT NULL,
  subject_type    text        NOT NULL,
  subject_id      text        NOT NULL,
  last_error      text,
  event           text        NOT NULL, -- a copy: a dead letter outlives the outbox
  PRIMARY KEY (organization_id, webhook_id, event_id), -- hook_announcement: once each
  FOREIGN KEY (organization_id, webhook_id) REFERENCES webhook ON DELETE CASCADE
);
-- WebhookSender: what is due.
CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE state = 'pending';
-- WebhookBook: the newest of a webhook, by state.
CREATE INDEX webhook_delivery_newest ON webhook_delivery (organization_id, webhook_id, created_at DESC);
-- WebhookSender: what is old enough to go.
CREATE INDEX webhook_delivery_settled ON webhook_delivery (settled_at) WHERE settled_at IS NOT NULL;

DO $$
DECLARE
  scoped text;
BEGIN
  FOREACH scoped IN ARRAY ARRAY['webhook', 'webhook_delivery'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true)',
      scoped);
    EXECUTE format('CREATE POLICY own_organization ON %I FOR SELECT TO groundswell_reader '
      'USING (organization_id = current_setting(''app.organization'')::int)', scoped);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook, webhook_delivery TO groundswell_trend;
GRANT SELECT ON webhook, webhook_delivery TO groundswell_reader;

-- In the transaction that announces: so what goes to the topic goes to the webhooks, under the same id, and once each.
CREATE FUNCTION hook_announcement() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO analytics.webhook_delivery
    (event_id, webhook_id, organization_id, slot, type, subject_type, subject_id, event)
  SELECT NEW.event_id, webhook_id, organization_id, NEW.slot, NEW.type, NEW.subject_type, NEW.subject_id, NEW.event
  FROM analytics.webhook
  WHERE organization_id = NEW.organization_id AND disabled_at IS NULL AND NEW.type = ANY (types)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE TRIGGER hook_announcement AFTER INSERT ON trend_outbox FOR EACH ROW EXECUTE FUNCTION hook_announcement();

-- As before, and what was to be sent of the subject goes too.
CREATE OR REPLACE FUNCTION forget_trend_subject(organization int, share smallint, type text, name text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  removed bigint := analytics.forget_counted_subject(organization, share, type, name);
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['niche_member', 'webhook_delivery'] LOOP
    EXECUTE format('DELETE FROM analytics.%I '
      'WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4', named)
      USING organization, share, type, name;
  END LOOP;
  RETURN removed;
END
$$;

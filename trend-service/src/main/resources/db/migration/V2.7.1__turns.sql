-- Whose turn an organisation's figures are to be worked out: one replica at a time.
SET LOCAL lock_timeout = '5s';

CREATE TABLE analysis_turn (
  due_at          timestamptz NOT NULL, -- while a replica is at it: when it counts as dead
  done_at         timestamptz,
  organization_id int         NOT NULL,
  job             text        NOT NULL,
  last_error      text,
  PRIMARY KEY (job, organization_id) -- Turns: the next that is due
) WITH (fillfactor = 50);
ALTER TABLE analysis_turn ENABLE ROW LEVEL SECURITY;
ALTER TABLE analysis_turn FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON analysis_turn TO CURRENT_USER, groundswell_trend USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON analysis_turn TO groundswell_trend;

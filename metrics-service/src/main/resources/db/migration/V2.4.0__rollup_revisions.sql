-- When and why each day of a series last changed, and how often: what a cached answer is compared by, and what tells people
-- that a figure of last week is not what it was.
SET LOCAL lock_timeout = '5s';

ALTER TABLE metric_rollup_day
  ADD COLUMN revision bigint NOT NULL DEFAULT 1,
  ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN change_reason text NOT NULL DEFAULT 'live'
    CHECK (change_reason IN ('live', 'backfill', 'late', 'replay', 'correction', 'repair'));

-- A way on for a consumer whose topic was made anew (groundswell offsets restart), and why a partition stands still.
SET LOCAL lock_timeout = '5s';

-- next_offset - start_offset + former = stored + duplicate + quarantined + skipped.
ALTER TABLE trend_consumer_offset
  ADD COLUMN former bigint NOT NULL DEFAULT 0, -- records that were counted before the last restart
  ADD COLUMN stall_reason text;                -- why its owner stands still; NULL while it does not

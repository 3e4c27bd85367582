-- A way on for a consumer whose topic was made anew (groundswell offsets restart), and why a partition stands still.
SET LOCAL lock_timeout = '5s';

-- next_offset - start_offset + former = stored + duplicate + quarantined + skipped: the counts go on through a restart, so that
-- they still are what stands in the other books.
ALTER TABLE consumer_offset
  ADD COLUMN former bigint NOT NULL DEFAULT 0, -- records that were counted before the last restart
  ADD COLUMN stall_reason text;                -- why its owner stands still; NULL while it does not

-- NULL: on the topic that is read now. Else the range lay on a former one of that name (zeros: its id is not known).
ALTER TABLE skipped_range ADD COLUMN topic_id uuid;

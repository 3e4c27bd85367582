-- What the books further say of a source's events: conflicts, replays, and what the sender's clock shows.
SET LOCAL lock_timeout = '5s';

ALTER TABLE accounting
  -- A part of duplicate: the identity was known, the payload was another one. The first is kept.
  ADD COLUMN conflict bigint NOT NULL DEFAULT 0,
  -- Records that came from the quarantine and not from the edge, so that
  -- accepted + replayed = stored + duplicate + quarantined.
  ADD COLUMN replayed bigint NOT NULL DEFAULT 0,
  -- Events that said when they were sent, and received - sent of these, in milliseconds.
  ADD COLUMN timed bigint NOT NULL DEFAULT 0,
  ADD COLUMN skew_sum bigint NOT NULL DEFAULT 0,
  ADD COLUMN skew_least bigint,
  ADD COLUMN skew_most bigint,
  -- The least of received - time over all events, in milliseconds: below 0, the sender's clock is ahead by at least that.
  ADD COLUMN age_least bigint;

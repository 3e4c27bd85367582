-- A source that is in use is read in several passes. Where one begins is kept, so that a pass that was killed is gone on with from where
-- it was, and not from where the pass before it ended; and an import that was taken out again is never gone on with.
SET LOCAL lock_timeout = '5s';

ALTER TABLE analysis_queue
  ADD COLUMN pass_begins int NOT NULL DEFAULT 0, -- index of the first chunk of the pass that is or was planned last
  ADD COLUMN pass_whole boolean NOT NULL DEFAULT false, -- whether that reads again what only grows, too
  ADD COLUMN undone_at timestamptz;

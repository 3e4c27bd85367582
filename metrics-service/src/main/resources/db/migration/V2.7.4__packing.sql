-- When the indexes of a day's partition were packed.
SET LOCAL lock_timeout = '5s';
ALTER TABLE partition_day ADD COLUMN packed_at timestamptz;

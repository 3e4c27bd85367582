-- Takes back V2.7.4__packing.sql.
SET LOCAL lock_timeout = '5s';
ALTER TABLE analytics.partition_day DROP COLUMN packed_at;

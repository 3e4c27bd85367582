-- Takes back V1.0.0__foundations.sql, with all counts and the positions in Kafka.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.keep_trend_partitions(date, date);
DROP TABLE analytics.trend_platform, analytics.trend_bucket, analytics.counted_event, analytics.trend_consumer_offset;

-- Takes back V1.0.0__foundations.sql, with everything that was ever set aside and the positions in Kafka.
SET LOCAL lock_timeout = '5s';
DROP VIEW analytics.published_partition_days;
DROP TABLE analytics.partition_day, analytics.quarantine, analytics.accounting, analytics.consumer_offset,
  analytics.person, analytics.measure, analytics.subject;

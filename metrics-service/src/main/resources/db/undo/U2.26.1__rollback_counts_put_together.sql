-- Takes back V2.26.1__counts_put_together.sql. Hours that are together stay together: their sums are the same.
SET LOCAL lock_timeout = '5s';
REVOKE DELETE ON analytics.content_hour FROM groundswell_metrics;

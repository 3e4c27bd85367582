DROP VIEW analytics.published_backfill_ranges;
DROP TABLE analytics.backfill_ranges;

-- ContentCounts: the hours that nobody looks at one by one any more become one row a platform, so that totals stay as quick after years.
SET LOCAL lock_timeout = '5s';
GRANT DELETE ON content_hour TO groundswell_metrics;

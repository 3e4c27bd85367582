-- Takes back V2.29.0__announcements_by_age.sql.
SET LOCAL lock_timeout = '5s';
DROP INDEX analytics.trend_outbox_sent, analytics.trend_outbox_organization;

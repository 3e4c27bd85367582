-- people_who: without a genre, an hour or an action, or with one that nearly all prefer.
SET LOCAL lock_timeout = '5s';
CREATE INDEX user_temporal_metrics_most_watched ON user_temporal_metrics (organization_id, watch_seconds DESC, user_id);

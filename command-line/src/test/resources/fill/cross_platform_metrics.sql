-- A percentile lies between 0 and 1.
INSERT INTO analytics.cross_platform_metrics (computed_at, complete_through, organization_id, definition_version, peers,
  slot, shrunk, value, numerator, denominator, percentile, robust_z, subject_type, subject_id, platform, time_window,
  measure, metric, denominator_name, peer_group)
SELECT now(), now(), n, 1, 40, 7, false, 0.05, 50, 1000, 0.83, 1.2, 'hashtag', 'origami', 'x', '24h', 'engagement_rate',
  'interactions', 'views', 'hashtag, views 1000 to 9999' FROM generate_series(1, 2) AS n;

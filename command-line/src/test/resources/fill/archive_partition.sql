-- Days that were asked for and are nowhere else yet: the undo files rightly refuse days that have left.
INSERT INTO analytics.archive_partition (day, partitioned)
VALUES (current_date - 20, 'time_series_metrics'), (current_date - 21, 'analytics_events')
ON CONFLICT DO NOTHING;

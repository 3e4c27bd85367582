ALTER TABLE analytics.analysis_queue DROP COLUMN pass_begins, DROP COLUMN pass_whole, DROP COLUMN undone_at;

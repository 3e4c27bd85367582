DROP FUNCTION analytics.import_pressure();
DROP TABLE analytics.analysis_chunks;
DROP TABLE analytics.analysis_queue;

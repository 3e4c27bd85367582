-- Genres are changed by GenresResource; one that is deleted stays, without being active.
SET LOCAL lock_timeout = '5s';
GRANT INSERT, UPDATE ON genre_mappings TO groundswell_metrics;

-- In use, or deleted at some time: never both.
INSERT INTO analytics.genre_mappings (tmdb_id, genre, name) VALUES (990001, 'filled', 'Filled')
ON CONFLICT DO NOTHING;

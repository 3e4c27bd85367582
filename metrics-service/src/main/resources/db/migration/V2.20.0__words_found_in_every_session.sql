-- Whoever reads posts may run what their index is made of: pure functions of a text. A session that comes to know the table under a role
-- which may not keeps the index's expression as it is written, while search_posts, as the owner, has it replaced by its body: the two are
-- then not the same, and until the session ended it searched a million posts one by one instead of by words.
SET LOCAL lock_timeout = '5s';

GRANT EXECUTE ON FUNCTION search_text(text), search_vector(text) TO groundswell_reader;

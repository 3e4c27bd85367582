-- Takes back V2.16.1__people_behind_a_cursor.sql.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.people_who(text[], int, text, int, numeric, bigint);

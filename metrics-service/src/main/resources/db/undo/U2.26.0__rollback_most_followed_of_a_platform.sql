-- Takes back V2.26.0__most_followed_of_a_platform.sql.
SET LOCAL lock_timeout = '5s';
DROP INDEX analytics.creators_by_followers_of_platform;

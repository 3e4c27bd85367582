-- Takes back V2.5.0__content.sql, with every post and profile; the events that told of them stay.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.forget_content(int, bigint, text);
DROP TABLE analytics.content_hour, analytics.personality_analysis, analytics.post_media_links, analytics.media_files,
  analytics.posts, analytics.creators;

-- Takes back V2.27.0__files_by_their_members.sql. The files that posts show stay.
SET LOCAL lock_timeout = '5s';

CREATE OR REPLACE FUNCTION analytics.forget_content(organization int, person bigint, user_name text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  changed bigint;
  total bigint := 0;
  named text[] := ARRAY[user_name, 'user/' || user_name];
BEGIN
  WITH unlinked AS (
    DELETE FROM analytics.post_media_links AS l USING analytics.posts AS p
    WHERE p.user_id = person AND p.organization_id = organization AND l.organization_id = p.organization_id
      AND l.subject_id = p.subject_id AND l.platform = p.platform
    RETURNING l.organization_id, l.subject_id, l.platform, l.place, l.media_id)
  DELETE FROM analytics.media_files AS f USING unlinked AS u
  WHERE f.organization_id = organization AND f.id = u.media_id AND NOT EXISTS (
    SELECT FROM analytics.post_media_links AS l WHERE l.organization_id = organization AND l.media_id = f.id
      AND (l.subject_id, l.platform, l.place) NOT IN (SELECT subject_id, platform, place FROM unlinked));
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.posts SET text = NULL, permalink = NULL, generation_id = NULL, task_id = NULL, media = NULL,
    creator_id = NULL, user_id = NULL
  WHERE organization_id = organization AND user_id = person;
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.posts SET
    text = CASE WHEN text = ANY(named) THEN 'forgotten' ELSE text END,
    permalink = CASE WHEN permalink = ANY(named) THEN 'forgotten' ELSE permalink END,
    generation_id = CASE WHEN generation_id = ANY(named) THEN 'forgotten' ELSE generation_id END,
    task_id = CASE WHEN task_id = ANY(named) THEN 'forgotten' ELSE task_id END
  WHERE organization_id = organization
    AND (text = ANY(named) OR permalink = ANY(named) OR generation_id = ANY(named) OR task_id = ANY(named));
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.personality_analysis AS a SET traits = '{}', interests = '{}', communication_style = '{}'
  FROM analytics.creators AS c
  WHERE c.user_id = person AND c.organization_id = organization AND a.organization_id = organization
    AND a.subject_id = c.subject_id AND a.platform = c.platform;
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.creators SET username = NULL, display_name = NULL, profile_picture_url = NULL, permalink = NULL,
    user_id = NULL
  WHERE organization_id = organization AND user_id = person;
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.creators SET
    username = CASE WHEN username = ANY(named) THEN 'forgotten' ELSE username END,
    display_name = CASE WHEN display_name = ANY(named) THEN 'forgotten' ELSE display_name END,
    profile_picture_url = CASE WHEN profile_picture_url = ANY(named) THEN 'forgotten' ELSE profile_picture_url END,
    permalink = CASE WHEN permalink = ANY(named) THEN 'forgotten' ELSE permalink END
  WHERE organization_id = organization AND (username = ANY(named) OR display_name = ANY(named)
    OR profile_picture_url = ANY(named) OR permalink = ANY(named));
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.media_files SET
    kind = CASE WHEN kind = ANY(named) THEN 'forgotten' ELSE kind END,
    url = CASE WHEN url = ANY(named) THEN 'forgotten' ELSE url END,
    url_md = CASE WHEN url_md = ANY(named) THEN 'forgotten' ELSE url_md END,
    thumbnail_url = CASE WHEN thumbnail_url = ANY(named) THEN 'forgotten' ELSE thumbnail_url END,
    gif_url = CASE WHEN gif_url = ANY(named) THEN 'forgotten' ELSE gif_url END
  WHERE organization_id = organization AND (kind = ANY(named) OR url = ANY(named) OR url_md = ANY(named)
    OR thumbnail_url = ANY(named) OR gif_url = ANY(named));
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;
  UPDATE analytics.personality_analysis SET traits = analytics.without_person(traits, user_name),
    interests = analytics.without_person(interests, user_name),
    communication_style = analytics.without_person(communication_style, user_name)
  WHERE organization_id = organization AND (traits IS DISTINCT FROM analytics.without_person(traits, user_name)
    OR interests IS DISTINCT FROM analytics.without_person(interests, user_name)
    OR communication_style IS DISTINCT FROM analytics.without_person(communication_style, user_name));
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN total + changed;
END
$$;

ALTER TABLE analytics.posts DROP COLUMN width, DROP COLUMN height, DROP COLUMN video_url, DROP COLUMN video_url_md,
  DROP COLUMN thumbnail_url, DROP COLUMN gif_url;

-- Takes back V2.26.2__people_by_what_they_did.sql.
SET LOCAL lock_timeout = '5s';
CREATE OR REPLACE FUNCTION analytics.people_who(genres text[], hour int, action text, most int, behind_seconds numeric, behind_person bigint)
  RETURNS SETOF analytics.user_temporal_metrics
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
  SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY EXECUTE 'SELECT * FROM analytics.user_temporal_metrics WHERE organization_id = $1'
    || CASE WHEN cardinality(genres) = 0 THEN '' ELSE ' AND preferred_genres @> $2' END
    || CASE WHEN hour IS NULL THEN '' ELSE ' AND preferred_watch_times @> ARRAY[$4]' END
    || CASE WHEN action IS NULL THEN '' ELSE ' AND extended_metrics @? $5' END
    || CASE WHEN behind_seconds IS NULL THEN '' ELSE ' AND watch_seconds <= $6 AND (watch_seconds < $6 OR user_id > $7)' END
    || ' ORDER BY watch_seconds DESC, user_id LIMIT $3'
    USING current_setting('app.organization')::int, genres, most, hour,
      ('$.actions.' || to_jsonb(action)::text)::jsonpath, behind_seconds, behind_person;
END
$$;

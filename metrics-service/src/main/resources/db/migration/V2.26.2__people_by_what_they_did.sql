-- GET /v1/people narrowed down: of arrays and documents the planner does not know how many people have what is wanted, so it may walk
-- along all who watched most to find three, or read everybody to sort them. Now it is asked for neither.
SET LOCAL lock_timeout = '5s';

-- As before, but what narrows down is looked for among the 2,000 who watched most; only where that is not enough for the page, by its
-- index behind these, where then at most few of many people have it.
CREATE OR REPLACE FUNCTION people_who(genres text[], hour int, action text, most int, behind_seconds numeric, behind_person bigint)
  RETURNS SETOF user_temporal_metrics
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  organization int := current_setting('app.organization')::int;
  doing jsonpath := ('$.actions.' || to_jsonb(action)::text)::jsonpath;
  narrowed text := CASE WHEN cardinality(genres) = 0 THEN '' ELSE ' AND preferred_genres @> $2' END
    || CASE WHEN hour IS NULL THEN '' ELSE ' AND preferred_watch_times @> ARRAY[$4]' END
    || CASE WHEN action IS NULL THEN '' ELSE ' AND extended_metrics @? $5' END;
  ahead text := ' ORDER BY watch_seconds DESC, user_id LIMIT ';
  behind text := ' FROM analytics.user_temporal_metrics WHERE organization_id = $1'
    || CASE WHEN behind_seconds IS NULL THEN '' ELSE ' AND watch_seconds <= $6 AND (watch_seconds < $6 OR user_id > $7)' END;
  found int;
BEGIN
  RETURN QUERY EXECUTE CASE WHEN narrowed = '' THEN 'SELECT *' || behind
      ELSE 'SELECT * FROM (SELECT *' || behind || ahead || '2000) AS most_watched WHERE true' || narrowed END || ahead || '$3'
    USING organization, genres, most, hour, doing, behind_seconds, behind_person;
  GET DIAGNOSTICS found = ROW_COUNT;
  IF narrowed = '' OR found = most THEN
    RETURN;
  END IF;
  EXECUTE 'SELECT watch_seconds, user_id' || behind || ' ORDER BY watch_seconds DESC, user_id OFFSET 1999 LIMIT 1'
    INTO behind_seconds, behind_person
    USING organization, genres, most, hour, doing, behind_seconds, behind_person;
  IF behind_seconds IS NOT NULL THEN
    RETURN QUERY EXECUTE 'WITH those AS MATERIALIZED (SELECT * FROM analytics.user_temporal_metrics WHERE organization_id = $1'
        || narrowed || ') SELECT * FROM those WHERE watch_seconds <= $6 AND (watch_seconds < $6 OR user_id > $7)' || ahead || '$3'
      USING organization, genres, most - found, hour, doing, behind_seconds, behind_person;
  END IF;
END
$$;

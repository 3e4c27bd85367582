-- The key of an imported table may be a person's id, and then bounds of chunks are. What is forgotten of them costs some reading and
-- nothing else: a chunk without a beginning is read from the first row on, one without an end to the last, and rows that come
-- twice count once.
SET LOCAL lock_timeout = '5s';

-- Called by metrics-service when a person is forgotten. Returns how many chunks and jobs named them.
CREATE FUNCTION forget_import_keys(organization int, person text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  chunks bigint;
  jobs bigint;
BEGIN
  -- Whoever changes chunks locks their job first.
  PERFORM FROM analytics.analysis_queue WHERE organization_id = organization ORDER BY job_id FOR UPDATE;
  UPDATE analytics.analysis_chunks SET key_from = nullif(key_from, person), key_to = nullif(key_to, person),
    error = CASE WHEN position(person IN error) > 0 THEN 'forgotten' ELSE error END
  WHERE organization_id = organization AND (key_from = person OR key_to = person OR position(person IN error) > 0);
  GET DIAGNOSTICS chunks = ROW_COUNT;
  UPDATE analytics.analysis_queue SET error = 'forgotten'
  WHERE organization_id = organization AND position(person IN error) > 0;
  GET DIAGNOSTICS jobs = ROW_COUNT;
  RETURN chunks + jobs;
END
$$;
REVOKE ALL ON FUNCTION forget_import_keys(int, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_import_keys(int, text) TO groundswell_metrics;

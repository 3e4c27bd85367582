-- A correction may come before the event that it corrects: it waits, and is applied in the transaction that stores the event.
SET LOCAL lock_timeout = '5s';

CREATE TABLE metric_correction_pending (
  observed_at     timestamptz NOT NULL, -- the time of the event that has not come
  corrected_at    timestamptz NOT NULL, -- the time of the correcting event
  kept_at         timestamptz NOT NULL DEFAULT now(),
  event_key       uuid        NOT NULL,
  correction_key  uuid        NOT NULL,
  organization_id int         NOT NULL,
  subject_id      int         NOT NULL,
  refused         text, -- why it was not applied when its event came; NULL: it waits
  metrics         text[]      NOT NULL,
  figures         float8[]    NOT NULL, -- the right number of each
  PRIMARY KEY (organization_id, subject_id, observed_at, event_key, correction_key) -- EarlyCorrections: what waits for the subjects of a batch
);
ALTER TABLE metric_correction_pending ENABLE ROW LEVEL SECURITY;
ALTER TABLE metric_correction_pending FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON metric_correction_pending TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON metric_correction_pending FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT, DELETE ON metric_correction_pending TO groundswell_metrics; -- DELETE: CorrectionKeeper
GRANT SELECT ON metric_correction_pending TO groundswell_reader;

-- Applies a correction, or keeps it until its event comes; of one that waited, when it has come. Answers the numbers that changed by it. A
-- correction that can never be applied is refused as correct_metrics does it; one that waited is marked instead, for the refusal would
-- hit its event, which is stored in the same transaction. Not more than so many wait for an organisation: further ones are refused.
--
-- The caller holds the lock on the corrections of its slot, alone where it brings one and shared otherwise: so that of a correction and
-- its event, stored at the same moment by the consumers of two lanes, the one that comes second sees the first.
CREATE FUNCTION apply_correction(organization int, subject int, event uuid, event_time timestamptz, correction uuid,
    correction_time timestamptz, names text[], amounts float8[], by_consumer text, by_partition int, most int, waited boolean)
  RETURNS TABLE (corrected_measure int, metric_name text, metric_kind text, was float8, is_now float8)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  event_day date := (event_time AT TIME ZONE 'UTC')::date;
  why text;
BEGIN
  IF waited THEN
    BEGIN
      RETURN QUERY SELECT c.* FROM analytics.correct_metrics(organization, subject, event, event_time, correction, correction_time,
        names, amounts, by_consumer, by_partition) AS c;
      DELETE FROM analytics.metric_correction_pending AS p
      WHERE p.organization_id = organization AND p.subject_id = subject AND p.observed_at = event_time AND p.event_key = event
        AND p.correction_key = correction;
    EXCEPTION WHEN check_violation THEN
      GET STACKED DIAGNOSTICS why = CONSTRAINT_NAME;
      UPDATE analytics.metric_correction_pending AS p SET refused = why
      WHERE p.organization_id = organization AND p.subject_id = subject AND p.observed_at = event_time AND p.event_key = event
        AND p.correction_key = correction;
    END;
    RETURN;
  END IF;

  -- The event is there, or its day has left or lost rows, or too many wait: applied now, or refused now.
  IF EXISTS (SELECT FROM analytics.time_series_metrics AS t WHERE t.organization_id = organization AND t.subject_id = subject
        AND t.observed_at = event_time AND t.event_key = event)
      OR EXISTS (SELECT FROM analytics.metric_rollup_day AS d WHERE d.organization_id = organization AND d.subject_id = subject
        AND d.day = event_day AND (d.thinned OR NOT EXISTS (SELECT FROM analytics.partition_day AS s WHERE s.day = event_day)))
      OR (SELECT count(*) FROM analytics.metric_correction_pending AS p WHERE p.organization_id = organization) >= most THEN
    RETURN QUERY SELECT c.* FROM analytics.correct_metrics(organization, subject, event, event_time, correction, correction_time,
      names, amounts, by_consumer, by_partition) AS c;
    RETURN;
  END IF;
  INSERT INTO analytics.metric_correction_pending (organization_id, subject_id, observed_at, event_key, correction_key, corrected_at,
    metrics, figures)
  VALUES (organization, subject, event_time, event, correction, correction_time, names, amounts)
  ON CONFLICT DO NOTHING;
END
$$;
REVOKE ALL ON FUNCTION apply_correction(int, int, uuid, timestamptz, uuid, timestamptz, text[], float8[], text, int, int, boolean)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION apply_correction(int, int, uuid, timestamptz, uuid, timestamptz, text[], float8[], text, int, int, boolean)
  TO groundswell_metrics;

-- Who is ahead: an aggregate of its own, because rollups by day know nothing of the last 24 hours, and raw rows lie by subject.
SET LOCAL lock_timeout = '5s';

-- What each subject gained in a quarter of an hour: of deltas the sum, of totals the growth. Of the metrics that are configured
-- (groundswell.top.metrics), and of the last day alone: older quarters are not written, and deleted (TopKeeper).
CREATE TABLE metric_top_quarter (
  quarter         timestamptz NOT NULL,
  organization_id int         NOT NULL,
  measure_id      int         NOT NULL,
  subject_id      int         NOT NULL,
  gain            numeric     NOT NULL,
  -- TopStore: all that was gained since a quarter. Quarters before subjects, so that what is written lies together.
  PRIMARY KEY (organization_id, measure_id, quarter, subject_id)
) WITH (fillfactor = 80);
CREATE INDEX metric_top_quarter_old ON metric_top_quarter USING brin (quarter); -- TopKeeper: what is over

-- TopStore: days of a measure, all subjects. Costs an entry for every series and day, none for the changes of a day.
CREATE INDEX metric_rollup_day_of_measure ON metric_rollup_day (organization_id, measure_id, day);

ALTER TABLE metric_top_quarter ENABLE ROW LEVEL SECURITY;
ALTER TABLE metric_top_quarter FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON metric_top_quarter TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON metric_top_quarter FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT, INSERT, UPDATE, DELETE ON metric_top_quarter TO groundswell_metrics;
GRANT SELECT ON metric_top_quarter TO groundswell_reader;

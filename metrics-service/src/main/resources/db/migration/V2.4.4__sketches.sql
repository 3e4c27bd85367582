-- How many persons, and which quantiles, of the metrics that are configured for it: a sketch for every series and UTC day, so that a month
-- is put together from its days. Written by the batch that stores the rows.
SET LOCAL lock_timeout = '5s';

CREATE TABLE metric_sketch_day (
  events          bigint NOT NULL, -- raw rows in it; a day whose rollup has others was not sketched from its beginning, and is read raw
  organization_id int    NOT NULL,
  subject_id      int    NOT NULL,
  measure_id      int    NOT NULL,
  day             date   NOT NULL,
  persons         bytea, -- HyperLogLog of DataSketches over person.id; NULL: not configured
  quantiles       bytea, -- KLL of DataSketches over the values; NULL: not configured
  PRIMARY KEY (organization_id, subject_id, measure_id, day) -- SketchStore: the days of a series; DaySketches: merging
);
ALTER TABLE metric_sketch_day ALTER COLUMN persons SET STORAGE EXTERNAL, ALTER COLUMN quantiles SET STORAGE EXTERNAL;
ALTER TABLE metric_sketch_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE metric_sketch_day FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON metric_sketch_day TO CURRENT_USER, groundswell_metrics USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON metric_sketch_day FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT, INSERT, UPDATE ON metric_sketch_day TO groundswell_metrics;
GRANT SELECT ON metric_sketch_day TO groundswell_reader;

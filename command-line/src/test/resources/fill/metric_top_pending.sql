-- Lists of one length, which no value by type can be.
INSERT INTO analytics.metric_top_pending (organization_id, measures, subjects, quarters, gains)
VALUES (1, '{1}', '{1}', ARRAY[now()], '{1}');

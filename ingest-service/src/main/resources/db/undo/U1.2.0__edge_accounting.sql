DROP VIEW analytics.published_edge_accounting;
DROP TABLE analytics.edge_accounting;

DROP VIEW analytics.published_api_keys;
DROP TABLE analytics.api_keys;
DROP TABLE analytics.organizations;

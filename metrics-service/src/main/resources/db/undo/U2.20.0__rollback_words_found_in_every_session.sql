REVOKE EXECUTE ON FUNCTION analytics.search_text(text), analytics.search_vector(text) FROM groundswell_reader;

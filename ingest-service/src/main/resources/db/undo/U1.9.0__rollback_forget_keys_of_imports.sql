DROP FUNCTION analytics.forget_import_keys(int, text);

DROP FUNCTION analytics.undo_import_day(int, text, date);

-- Takes back V2.3.0__forgetting.sql. What was forgotten stays forgotten, but the list of whom to leave out is lost.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.forget_subject(int, text, text), analytics.forget_audit(int, text),
  analytics.forget_quarantine(int, text), analytics.forget_events(int, bigint, text, date),
  analytics.without_person(jsonb, text);
DROP TABLE analytics.forgetting;

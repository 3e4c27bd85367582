-- What was said of trends is read by the owner of a partition for its slots alone.
SET LOCAL lock_timeout = '5s';
-- CourseLog: what was said of a partition's slots, and what of it can go.
CREATE INDEX trend_course_slot ON trend_course (slot);

-- CreatorReads: top by followers of one platform. Along the index of all platforms those of a small one were looked for among everybody.
SET LOCAL lock_timeout = '5s';
CREATE INDEX creators_by_followers_of_platform ON creators (organization_id, platform, follower_count DESC NULLS LAST, subject_id);

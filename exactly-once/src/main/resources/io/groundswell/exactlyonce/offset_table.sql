-- The offset table of io.groundswell.exactlyonce: copy into a migration of the service, under its own name.
--
-- One row for each partition that a consumer has ever owned. The row is the truth about the position in Kafka, the lock that
-- serialises owners, and the books, always:
-- next_offset - start_offset + former = stored + duplicate + quarantined + skipped.
--
--   consumer      name of the reader (ConsumerSettings.consumer)
--   topic         Kafka topic
--   kpartition    Kafka partition
--   topic_id      Kafka's id of the topic: a topic deleted and made again has another one, and its offsets mean something
--                 else. NULL: adopt the topic's id at the next claim
--   start_offset  where the first claim began, or the last restart
--   next_offset   the first offset that is not yet stored, set aside or skipped
--   epoch         raised by every claim, skip and restart; a transaction with an older epoch is refused
--   owner         the process that claimed last
--   watermark     everything the broker received up to this time is stored
--   stored, duplicate, quarantined, skipped
--                 records by what became of them; skipped ones are lost, by an operator's decision (skip_reason)
--   former        those of these records that lay before the last restart: on the topic of this name that is no more
--   stall_reason  why the owner stands still, NULL while it does not
--
-- An operator's skip is
--   UPDATE … SET epoch = epoch + 1, skipped = skipped + :to - next_offset, next_offset = :to, skip_reason = :reason,
--     stall_reason = NULL, updated_at = now() WHERE consumer = … AND topic = … AND kpartition = … AND next_offset <= :to
-- and a restart, on a topic that was made anew,
--   UPDATE … SET epoch = epoch + 1, former = former + next_offset - start_offset, start_offset = :beginning,
--     next_offset = :beginning, topic_id = NULL or the new one, skip_reason = :reason, stall_reason = NULL,
--     updated_at = now() WHERE consumer = … AND topic = … AND kpartition = …
-- and a stalled partition goes on from there within seconds.
CREATE TABLE consumer_offset (
  consumer     text        NOT NULL,
  topic        text        NOT NULL,
  kpartition   int         NOT NULL,
  topic_id     uuid,
  start_offset bigint      NOT NULL,
  next_offset  bigint      NOT NULL,
  epoch        bigint      NOT NULL,
  owner        uuid        NOT NULL,
  watermark    timestamptz,
  stored       bigint      NOT NULL DEFAULT 0,
  duplicate    bigint      NOT NULL DEFAULT 0,
  quarantined  bigint      NOT NULL DEFAULT 0,
  skipped      bigint      NOT NULL DEFAULT 0,
  former       bigint      NOT NULL DEFAULT 0,
  skip_reason  text,
  stall_reason text,
  updated_at   timestamptz NOT NULL,
  PRIMARY KEY (consumer, topic, kpartition)
) WITH (fillfactor = 50); -- half-empty pages: a row changes with every batch, and in place only if its page has room

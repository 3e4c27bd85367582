package io.groundswell.trend.announce;

import io.groundswell.groundwork.schema.Borrowed;
import io.groundswell.trend.announce.Announcer.Said;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.memory.SeriesKey;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What was said of trends, and what is to be said, stored.
@ApplicationScoped
class CourseLog {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String READ = """
      SELECT organization_id, slot, subject_type, subject_id, platform, metric, since, step, moved_at
      FROM analytics.trend_course WHERE slot = ANY ($1::smallint[])""";

  /// What has ended is needed for as long as the outbox may still know it. What was left open belongs to a series that
  /// nobody remembers: a trend lasts a week at most.
  private static final String FORGET = """
      DELETE FROM analytics.trend_course
      WHERE slot = ANY ($1::smallint[]) AND (moved_at < $2::timestamptz - interval '40 days'
        OR step = $3 AND moved_at < $2::timestamptz - $4::float8 * interval '1 s')""";

  /// One statement: that it was said, the announcement, and the call.
  private static final String WRITE = """
      WITH moved AS (
        INSERT INTO analytics.trend_course AS kept
          (organization_id, slot, subject_type, subject_id, platform, metric, since, step, moved_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $12)
        ON CONFLICT (organization_id, slot, subject_type, subject_id, platform, metric)
        DO UPDATE SET since = excluded.since, step = excluded.step, moved_at = excluded.moved_at
        WHERE (kept.since, kept.step) < (excluded.since, excluded.step)
        RETURNING organization_id, slot, subject_type, subject_id, platform, metric
      ), told AS (
        INSERT INTO analytics.trend_outbox (event_id, organization_id, slot, subject_type, subject_id, type, event)
        SELECT $9::uuid, organization_id, slot, subject_type, subject_id, $10::text, $11::text FROM moved
        ON CONFLICT DO NOTHING
        RETURNING event_id
      )
      INSERT INTO analytics.trend_call
        (event_id, organization_id, slot, subject_type, subject_id, platform, metric, called_at, confidence, level)
      SELECT event_id, organization_id, slot, subject_type, subject_id, platform, metric, $12, $13::float8, $14::float8
      FROM moved CROSS JOIN told
      WHERE $8::smallint = 0
      ON CONFLICT DO NOTHING""";

  private final Pool pool;

  CourseLog(Pool pool) {
    this.pool = pool;
  }

  Map<SeriesKey, Said> read(Collection<Integer> slots) throws InterruptedException {
    var said = new HashMap<SeriesKey, Said>();
    for (var row : run(READ, Tuple.tuple().addArrayOfShort(shorts(slots)))) {
      said.put(SeriesKey.from(row), new Said(Bucket.of(row.getOffsetDateTime("since").toInstant()),
          Step.of(row.getShort("step")), Bucket.of(row.getOffsetDateTime("moved_at").toInstant())));
    }
    return said;
  }

  /// Drops what nobody needs any more.
  ///
  /// @param complete the first bucket that is not complete
  /// @param keep for so long after it has ended
  void forget(Collection<Integer> slots, long complete, Duration keep) throws InterruptedException {
    run(FORGET, Tuple.tuple()
        .addArrayOfShort(shorts(slots))
        .addOffsetDateTime(utc(complete))
        .addShort((short) Step.ENDED.ordinal())
        .addDouble((double) keep.toSeconds()));
  }

  private static Short[] shorts(Collection<Integer> slots) {
    return slots.stream().map(Integer::shortValue).toArray(Short[]::new);
  }

  void write(Announcement announcement) throws InterruptedException {
    var series = announcement.series();
    var running = announcement.running();
    var best = running == null ? null : running.best();
    run(WRITE, Tuple.tuple()
        .addInteger(series.organization())
        .addShort((short) series.slot())
        .addString(series.subject().type())
        .addString(series.subject().id())
        .addString(series.platform())
        .addString(series.metric())
        .addOffsetDateTime(utc(announcement.since()))
        .addShort((short) announcement.step().ordinal())
        .addUUID(announcement.id())
        .addString(announcement.step().type())
        .addString(announcement.event())
        .addOffsetDateTime(announcement.at().atOffset(ZoneOffset.UTC))
        .addDouble(best == null ? 0 : best.confidence())
        .addDouble(running == null ? 0 : running.level()));
  }

  /// @throws AwayException when there was no answer, or an error
  private RowSet<Row> run(String sql, Tuple parameters) throws InterruptedException {
    try {
      return Borrowed.query(pool, sql, parameters)
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException away) {
      throw new AwayException(away);
    }
  }

  /// What is not said yet is said with the next round.
  static final class AwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AwayException(Exception why) {
      super(String.valueOf(why.getCause() == null ? why : why.getCause().getMessage()), why);
    }
  }

  private static OffsetDateTime utc(long bucket) {
    return Bucket.start(bucket).atOffset(ZoneOffset.UTC);
  }
}

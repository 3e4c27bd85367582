package io.groundswell.metrics.jobs;

import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The right to do a job until a time of the database's clock.
///
/// Whether it is held is judged here by elapsed time alone, counted from before the database was asked: so it ends here
/// a little earlier than there, however far apart the clocks are. May be used by several threads.
public final class Lease {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String TAKE = """
      INSERT INTO analytics.job_run AS run (job, owner, term, taken_at, expires_at)
      SELECT $1::text, $2::uuid, 1, clock_timestamp(), clock_timestamp() + $3::bigint * interval '1 millisecond'
      WHERE NOT EXISTS (SELECT FROM analytics.job_run AS other
        WHERE other.job = $1 AND other.owner <> $2 AND other.expires_at > clock_timestamp())
      ON CONFLICT (job) DO UPDATE SET
        term = run.term + CASE WHEN run.owner = excluded.owner AND run.expires_at > clock_timestamp() THEN 0 ELSE 1 END,
        taken_at = CASE WHEN run.owner = excluded.owner THEN run.taken_at ELSE excluded.taken_at END,
        owner = excluded.owner,
        expires_at = excluded.expires_at
      WHERE run.owner = excluded.owner OR run.expires_at <= clock_timestamp()
      RETURNING term""";

  // A look and no lock: a long transaction must not keep the heartbeat waiting. Steps that exclude each other lock what
  // they change.
  private static final String REQUIRE = """
      SELECT 1 FROM analytics.job_run WHERE job = $1 AND owner = $2 AND term = $3 AND expires_at > clock_timestamp()""";

  private static final String RELEASE =
      "UPDATE analytics.job_run SET expires_at = clock_timestamp() WHERE job = $1 AND owner = $2 AND term = $3";

  private static final String BEGUN =
      "UPDATE analytics.job_run SET last_begun = now() WHERE job = $1 AND owner = $2 AND term = $3";

  private static final String ENDED = """
      UPDATE analytics.job_run SET
        last_succeeded = CASE WHEN $4::text IS NULL THEN now() ELSE last_succeeded END,
        last_failed = CASE WHEN $4::text IS NULL THEN last_failed ELSE now() END,
        last_error = $4
      WHERE job = $1 AND owner = $2 AND term = $3""";

  private final ServiceTransactions service;
  private final String job;
  private final UUID owner;
  private final Duration length;
  private final Object asking = new Object();
  private boolean asked;
  private long askAgain;
  private volatile Hold hold = new Hold(0, 0);

  Lease(ServiceTransactions service, String job, UUID owner, Duration length) {
    this.service = service;
    this.job = job;
    this.owner = owner;
    this.length = length;
  }

  /// @param term 0: not held
  private record Hold(long term, long untilNanos) {
  }

  /// Takes the job, or keeps it. Asks the database only when a third of the lease has passed since it was asked last,
  /// so it may be called as often as one likes.
  ///
  /// @return whether this replica has the job
  public boolean take() {
    synchronized (asking) {
      long now = System.nanoTime();
      if (!asked || now - askAgain >= 0) {
        var rows = service.run(PATIENCE, statements -> statements.run(TAKE, Tuple.of(job, owner, length.toMillis())))
            .iterator();
        hold = new Hold(rows.hasNext() ? rows.next().getLong("term") : 0, now + length.toNanos());
        askAgain = now + length.toNanos() / 3;
        asked = true;
      }
    }
    return isHeld();
  }

  /// Whether nobody else can have it yet.
  public boolean isHeld() {
    var held = hold;
    return held.term > 0 && System.nanoTime() - held.untilNanos < 0;
  }

  /// Makes the transaction one of the job's holder.
  ///
  /// @throws LeaseLostException another replica has it, or may have it
  public void require(Statements statements) {
    if (!statements.run(REQUIRE, Tuple.of(job, owner, term())).iterator().hasNext()) {
      throw new LeaseLostException(job);
    }
  }

  /// @throws LeaseLostException as far as is known here
  public void require() {
    if (!isHeld()) {
      throw new LeaseLostException(job);
    }
  }

  /// Gives it up, so that another replica can take it at once.
  void release() {
    synchronized (asking) {
      if (isHeld()) {
        run(RELEASE, Tuple.of(job, owner, term()));
      }
      hold = new Hold(0, 0);
      asked = false;
    }
  }

  void begun() {
    run(BEGUN, Tuple.of(job, owner, term()));
  }

  /// @param error null where all went well
  void ended(@Nullable String error) {
    run(ENDED, Tuple.of(job, owner, term(), error));
  }

  private long term() {
    return hold.term;
  }

  private void run(String sql, Tuple arguments) {
    service.run(PATIENCE, statements -> statements.run(sql, arguments));
  }
}

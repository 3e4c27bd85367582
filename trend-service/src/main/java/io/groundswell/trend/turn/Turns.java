package io.groundswell.trend.turn;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Hands out organisations, one at a time, to whichever replica asks.
///
/// A turn is taken in a transaction of its own, so that no lock is held while the work is done; a replica that died is
/// followed by another when its turn has lasted [#LONGEST]. Two may then be at it for a moment, so the work must be
/// such that doing it twice does no harm.
@ApplicationScoped
public class Turns {

  private static final Logger LOG = Logger.getLogger(Turns.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  /// Whose turn it is is looked at twenty times as often as it comes, but at most twice a second, and every five
  /// seconds at least.
  private static final int LOOKS = 20;
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int LONGEST_ERROR = 1_000;

  /// Whose first events have just come may be telling of days, so their first turn comes later.
  private static final String ENTER = """
      INSERT INTO analytics.analysis_turn (job, organization_id, due_at)
      SELECT DISTINCT $1::text, organization_id, clock_timestamp() + least($2::float8, 60) * interval '1 s'
      FROM analytics.trend_platform
      WHERE organization_id NOT IN (SELECT organization_id FROM analytics.analysis_turn WHERE job = $1)
      ON CONFLICT DO NOTHING""";

  private static final String TAKE = """
      UPDATE analytics.analysis_turn AS turn SET due_at = clock_timestamp() + $2::float8 * interval '1 s'
      FROM (SELECT organization_id FROM analytics.analysis_turn WHERE job = $1 AND due_at <= clock_timestamp()
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS next
      WHERE turn.job = $1 AND turn.organization_id = next.organization_id
      RETURNING turn.organization_id, turn.due_at""";

  /// Not if it lasted so long that another has taken it.
  private static final String DONE = """
      UPDATE analytics.analysis_turn SET due_at = clock_timestamp() + $4::float8 * interval '1 s', last_error = $5,
        done_at = CASE WHEN $5::text IS NULL THEN clock_timestamp() ELSE done_at END
      WHERE job = $1 AND organization_id = $2 AND due_at = $3""";

  private final ServiceTransactions service;
  private final Background background;

  Turns(ServiceTransactions service, Background background) {
    this.service = service;
    this.background = background;
  }

  /// What is done for an organisation.
  @FunctionalInterface
  public interface Work {
    void of(int organization) throws InterruptedException;
  }

  private record Turn(int organization, OffsetDateTime until) {
  }

  /// Goes on until the service stops, on a thread of its own.
  ///
  /// @param every from the end of a turn to the next of the same organisation
  public void start(String job, Duration every, Work work) {
    var pause = Duration.ofMillis(
        Math.clamp(every.toMillis() / LOOKS, SHORTEST_PAUSE.toMillis(), LONGEST_PAUSE.toMillis()));
    background.start(job, job + " does not get on", pause, () -> next(job, every, work) ? Duration.ZERO : pause);
  }

  /// @return whether there was anything to do
  private boolean next(String job, Duration every, Work work) throws InterruptedException {
    Turn turn = null;
    String error = null;
    try {
      var taken = take(job, every);
      if (taken.isEmpty()) {
        return false;
      }
      turn = taken.getFirst();
      work.of(turn.organization);
    } catch (RuntimeException trouble) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      error = String.valueOf(trouble.getMessage());
      LOG.warnf("%s of organisation %s, trying again: %s", job, turn == null ? "?" : turn.organization, error);
    }
    return turn != null && end(job, turn, every, error);
  }

  /// @return one, or none
  private List<Turn> take(String job, Duration every) {
    return service.run(PATIENCE, statements -> {
      statements.run(ENTER, Tuple.of(job, every.toMillis() / 1000.0));
      var rows = statements.run(TAKE, Tuple.of(job, (double) LONGEST.toSeconds())).iterator();
      if (!rows.hasNext()) {
        return List.of();
      }
      var row = rows.next();
      return List.of(new Turn(row.getInteger("organization_id"), row.getOffsetDateTime("due_at")));
    });
  }

  private boolean end(String job, Turn turn, Duration every, @Nullable String error) {
    try {
      service.run(PATIENCE, statements -> statements.run(DONE, Tuple.tuple().addString(job)
          .addInteger(turn.organization).addOffsetDateTime(turn.until).addDouble(every.toMillis() / 1000.0)
          .addString(error == null || error.length() < LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR))));
      return true;
    } catch (RuntimeException unanswered) {
      LOG.debugf("the turn was not given back, it will end: %s", unanswered.getMessage());
      return false;
    }
  }
}

package io.groundswell.trend.calibration;

import io.groundswell.groundwork.schema.Migrator;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Fills in what became of calls. An outcome is looked at an hour after its day has ended, so that late events have
/// come, and a week later at the latest; afterwards the counts may be gone, and it stays unknown.
@ApplicationScoped
class OutcomeKeeper {

  private static final Logger LOG = Logger.getLogger(OutcomeKeeper.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofMillis(200);
  private static final Duration FOR_LATE_EVENTS = Duration.ofHours(1);

  /// The day before the call was three, or seven, days old: was its mean in five minutes (288 of them) above the level?
  private static final String FILL = """
      UPDATE analytics.trend_call AS c SET
        after_three_days = coalesce(after_three_days, CASE WHEN called_at < $1::timestamptz - interval '3 days' THEN
          (SELECT coalesce(sum(b.total), 0) / 288 > c.level::numeric FROM analytics.trend_bucket AS b
           WHERE b.organization_id = c.organization_id AND b.slot = c.slot AND b.subject_type = c.subject_type
             AND b.subject_id = c.subject_id AND b.platform = c.platform AND b.metric = c.metric AND b.live
             AND b.bucket_start >= c.called_at + interval '2 days' AND b.bucket_start < c.called_at + interval '3 days')
          END),
        after_seven_days = CASE WHEN called_at < $1::timestamptz - interval '7 days' THEN
          (SELECT coalesce(sum(b.total), 0) / 288 > c.level::numeric FROM analytics.trend_bucket AS b
           WHERE b.organization_id = c.organization_id AND b.slot = c.slot AND b.subject_type = c.subject_type
             AND b.subject_id = c.subject_id AND b.platform = c.platform AND b.metric = c.metric AND b.live
             AND b.bucket_start >= c.called_at + interval '6 days' AND b.bucket_start < c.called_at + interval '7 days')
          END
      WHERE after_seven_days IS NULL AND called_at > $1::timestamptz - interval '14 days'
        AND (called_at < $1::timestamptz - interval '7 days'
          OR after_three_days IS NULL AND called_at < $1::timestamptz - interval '3 days')
        AND pg_try_advisory_xact_lock(hashtextextended('analytics.trend_call', 0))""";

  private final ServiceTransactions service;
  private final CalibrationConfig config;
  private final Migrator migrator;
  private final InstantSource clock;
  private volatile @Nullable Thread rounds;

  OutcomeKeeper(ServiceTransactions service, CalibrationConfig config, Migrator migrator, InstantSource clock) {
    this.service = service;
    this.config = config;
    this.migrator = migrator;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    rounds = Thread.ofVirtual().name("outcome-keeper").start(this::goRound);
  }

  void stop(@Observes ShutdownEvent event) {
    var thread = rounds;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void goRound() {
    try {
      while (true) {
        boolean done = false;
        try {
          if (migrator.isDone()) {
            fill(clock.instant());
            done = true;
          }
        } catch (RuntimeException trouble) {
          LOG.warnf("outcomes are not filled in, trying again: %s", trouble.getMessage());
        }
        Thread.sleep(done ? config.lookEvery() : AGAIN);
      }
    } catch (InterruptedException stopping) {
      LOG.debug("no outcomes are filled in any more");
    }
  }

  /// Whatever is known by then.
  void fill(Instant now) {
    service.run(PATIENCE, statements -> statements.run(FILL,
        Tuple.of(now.minus(FOR_LATE_EVENTS).atOffset(ZoneOffset.UTC))));
  }
}

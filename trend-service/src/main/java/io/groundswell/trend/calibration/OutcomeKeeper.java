package io.groundswell.trend.calibration;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.turn.Completeness;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/// Fills in what became of calls. An outcome is looked at when its day is counted completely, and an hour more, so that
/// late events have come; a week later at the latest: afterwards the counts may be gone, and it stays unknown. So it
/// does where the platform was silent on that day, or the metric counts something else since the call.
@ApplicationScoped
class OutcomeKeeper {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofMillis(200);
  private static final Duration FOR_LATE_EVENTS = Duration.ofHours(1);

  private static final String FILL = String.format(Locale.ROOT, """
      UPDATE analytics.trend_call AS c
      SET after_three_days = coalesce(after_three_days, %s), after_seven_days = %s
      WHERE after_seven_days IS NULL AND called_at > $1::timestamptz - interval '14 days'
        AND (called_at < $1::timestamptz - interval '7 days'
          OR after_three_days IS NULL AND called_at < $1::timestamptz - interval '3 days')
        AND pg_try_advisory_xact_lock(hashtextextended('analytics.trend_call', 0))""", heldFor(3), heldFor(7));

  private final ServiceTransactions service;
  private final CalibrationConfig config;
  private final Background background;
  private final Completeness completeness;

  OutcomeKeeper(ServiceTransactions service, CalibrationConfig config, Background background,
      Completeness completeness) {
    this.service = service;
    this.config = config;
    this.background = background;
    this.completeness = completeness;
  }

  /// The day before the call was so many days old: was its mean in five minutes (288 of them) above the level? Nothing
  /// is held against a day of which not everything is known.
  private static String heldFor(int days) {
    return String.format(Locale.ROOT, """
        CASE WHEN called_at < $1::timestamptz - interval '%1$d days' AND NOT EXISTS (
          SELECT FROM analytics.trend_disturbance_span AS d
          WHERE d.organization_id = c.organization_id AND d.platform = c.platform
            AND (d.kind = 'silent' AND d.since < c.called_at + interval '%1$d days'
                AND d.until > c.called_at + interval '%2$d days'
              OR d.kind = 'redefined' AND d.metric = c.metric
                AND d.since BETWEEN c.called_at AND c.called_at + interval '%1$d days')) THEN
        (SELECT coalesce(sum(b.total), 0) / 288 > c.level::numeric FROM analytics.trend_bucket AS b
         WHERE b.organization_id = c.organization_id AND b.slot = c.slot AND b.subject_type = c.subject_type
           AND b.subject_id = c.subject_id AND b.platform = c.platform AND b.metric = c.metric AND b.live
           AND b.bucket_start >= c.called_at + interval '%2$d days'
           AND b.bucket_start < c.called_at + interval '%1$d days')
        END""", days, days - 1);
  }

  void start(@Observes StartupEvent event) {
    background.start("outcome-keeper", "outcomes are not filled in", AGAIN, () -> {
      look();
      return config.lookEvery();
    });
  }

  /// Up to where all partitions are complete, whoever owns them; nothing while that is not known of one.
  private void look() {
    var open = service.run(PATIENCE, statements -> Optional.ofNullable(completeness.firstOpen(statements::run)));
    open.map(Bucket::start).ifPresent(this::fill);
  }

  /// Whatever is known by then.
  ///
  /// @param complete up to when everything is counted
  void fill(Instant complete) {
    service.run(PATIENCE, statements -> statements.run(FILL,
        Tuple.of(complete.minus(FOR_LATE_EVENTS).atOffset(ZoneOffset.UTC))));
  }
}

package io.groundswell.trend.webhook;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.trend.webhook.Delivery.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends what is due, several at a time, a few to each webhook, so that a slow receiver keeps nobody else waiting.
///
/// A delivery is taken for as long as an attempt may last; what a killed replica had taken is due again afterwards, and
/// may then arrive a second time, under the same id.
@ApplicationScoped
class WebhookSender {

  private static final Logger LOG = Logger.getLogger(WebhookSender.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(12);
  private static final int MOST_EACH = 4;
  private static final int STEEPNESS = 3;
  private static final double SPREAD = 0.2;

  private static final String TAKE = """
      WITH due AS (
        SELECT organization_id, webhook_id, event_id,
          row_number() OVER (PARTITION BY webhook_id ORDER BY d.created_at, event_id) AS place
        FROM analytics.webhook_delivery AS d JOIN analytics.webhook USING (organization_id, webhook_id)
        WHERE state = 'pending' AND due_at <= clock_timestamp() AND webhook_id <> ALL ($2::uuid[])
          AND disabled_at IS NULL
      ), mine AS (
        SELECT d.organization_id, d.webhook_id, d.event_id
        FROM analytics.webhook_delivery AS d JOIN due USING (organization_id, webhook_id, event_id)
        WHERE place <= $3 AND d.state = 'pending' AND d.due_at <= clock_timestamp()
        ORDER BY d.due_at LIMIT $1 FOR UPDATE OF d SKIP LOCKED
      )
      UPDATE analytics.webhook_delivery AS d
      SET attempts = d.attempts + 1, due_at = clock_timestamp() + $4::float8 * interval '1 s'
      FROM mine JOIN analytics.webhook AS w USING (organization_id, webhook_id)
      WHERE (d.organization_id, d.webhook_id, d.event_id) = (mine.organization_id, mine.webhook_id, mine.event_id)
        AND w.disabled_at IS NULL
      RETURNING d.organization_id, d.webhook_id, d.event_id, w.url, d.event, d.attempts""";

  /// What was announced, or taken by another replica, in the moment in which its webhook was disabled.
  private static final String GIVE_UP = """
      UPDATE analytics.webhook_delivery AS d
      SET state = 'dead', settled_at = clock_timestamp(), last_error = 'the webhook is disabled'
      FROM analytics.webhook AS w
      WHERE d.state = 'pending' AND d.due_at <= clock_timestamp() AND w.disabled_at IS NOT NULL
        AND (w.organization_id, w.webhook_id) = (d.organization_id, d.webhook_id)""";

  /// Not where another replica has made a further attempt meanwhile.
  private static final String SETTLE = """
      UPDATE analytics.webhook_delivery SET state = $5, last_status = nullif($6, 0), last_error = $7,
        settled_at = CASE WHEN $5 = 'pending' THEN NULL ELSE clock_timestamp() END,
        due_at = clock_timestamp() + $8::float8 * interval '1 s'
      WHERE organization_id = $1 AND webhook_id = $2 AND event_id = $3 AND state = 'pending' AND attempts = $4""";

  private static final String DISABLE =
      """
      WITH gone AS (
        UPDATE analytics.webhook SET disabled_at = clock_timestamp(), disabled_reason = 'it answered 410 Gone'
        WHERE organization_id = $1 AND webhook_id = $2 AND disabled_at IS NULL
      )
      UPDATE analytics.webhook_delivery SET state = 'dead', settled_at = clock_timestamp(), last_status = 410,
        last_error = 'the receiver wants no more'
      WHERE organization_id = $1 AND webhook_id = $2 AND state = 'pending'""";

  private static final String DROP_OLD = """
      DELETE FROM analytics.webhook_delivery WHERE settled_at < clock_timestamp() - $1::float8 * interval '1 s'""";

  private final ServiceTransactions service;
  private final Courier courier;
  private final WebhookConfig config;
  private final Background background;
  private final MeterRegistry meters;
  private final Semaphore free;
  private final Map<UUID, Integer> underWay = new ConcurrentHashMap<>();

  WebhookSender(ServiceTransactions service, Courier courier, WebhookConfig config, Background background,
      MeterRegistry meters) {
    this.service = service;
    this.courier = courier;
    this.config = config;
    this.background = background;
    this.meters = meters;
    this.free = new Semaphore(config.atOnce());
  }

  /// What is under way when the service stops may still end; whatever does not is due again later.
  void start(@Observes StartupEvent event) {
    background.start("webhook-sender", "webhooks are not sent", config.lookEvery(), () -> {
      round();
      return config.lookEvery();
    });
  }

  private void round() {
    int most = free.availablePermits();
    if (most == 0) {
      return;
    }
    var busy = underWay.keySet().toArray(UUID[]::new);
    double lease = 2.0 * config.patience().plus(PATIENCE).toSeconds();
    List<Delivery> taken = service.run(PATIENCE, statements -> {
      statements.run(DROP_OLD, Tuple.of((double) config.keep().toSeconds()));
      statements.run(GIVE_UP, Tuple.tuple());
      var deliveries = new ArrayList<Delivery>();
      statements.run(TAKE, Tuple.tuple().addInteger(most).addArrayOfUUID(busy).addInteger(MOST_EACH).addDouble(lease))
          .forEach(row -> deliveries.add(Delivery.from(row)));
      return deliveries;
    });
    for (var delivery : taken) {
      free.acquireUninterruptibly();
      underWay.merge(delivery.webhook(), 1, Integer::sum);
      Thread.ofVirtual().name("webhook").start(() -> attempt(delivery));
    }
  }

  private void attempt(Delivery delivery) {
    try {
      settle(delivery, courier.deliver(delivery));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException unanswered) {
      LOG.warnf("what became of webhook %s is not written down, it may be sent again: %s", delivery.event(),
          unanswered.getMessage());
    } finally {
      underWay.computeIfPresent(delivery.webhook(), (webhook, count) -> count == 1 ? null : count - 1);
      free.release();
    }
  }

  private void settle(Delivery delivery, Outcome outcome) {
    switch (outcome) {
      case Outcome.Arrived(int status) -> settle(delivery, "delivered", status, null);
      case Outcome.Unwanted _ -> service.run(PATIENCE,
          statements -> statements.run(DISABLE, Tuple.of(delivery.organization(), delivery.webhook())));
      case Outcome.Failed(int status, var why) ->
          settle(delivery, delivery.attempts() >= config.attempts() ? "dead" : "pending", status, why);
    }
  }

  private void settle(Delivery delivery, String state, int status, @Nullable String why) {
    service.run(PATIENCE, statements -> statements.run(SETTLE, Tuple.tuple()
        .addInteger(delivery.organization())
        .addUUID(delivery.webhook())
        .addUUID(delivery.event())
        .addInteger(delivery.attempts())
        .addString(state)
        .addInteger(status)
        .addString(why)
        .addDouble(pause(delivery.attempts()))));
    meters.counter("groundswell.webhook.attempts", "outcome", why == null ? "delivered"
        : state.equals("dead") ? "dead" : "failed").increment();
  }

  /// In seconds.
  private double pause(int attempts) {
    double pause = config.firstPause().toMillis() / 1000.0 * Math.pow(STEEPNESS, attempts - 1.0);
    return Math.min(pause, LONGEST_PAUSE.toSeconds())
        * (1 + ThreadLocalRandom.current().nextDouble(SPREAD));
  }
}

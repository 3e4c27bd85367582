package io.groundswell.trend.announce;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.broker.Brokers;
import io.groundswell.groundwork.broker.KafkaConfig;
import io.groundswell.groundwork.broker.OutboxProducer;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Sends announcements to Kafka, each once.
///
/// A row is marked as attempted, in a transaction of its own, before it is sent, and as sent when the broker has
/// acknowledged it. What is attempted and not sent when the lease is over was in the hands of a replica that died: then
/// the topic itself is asked, by [SentBefore], whether it has the announcement. Only what it does not have is sent.
@ApplicationScoped
class TrendSender {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_AT_ONCE = 100;

  private static final String TAKE = """
      WITH mine AS (
        SELECT event_id, attempted_at FROM analytics.trend_outbox
        WHERE sent_at IS NULL AND (attempted_at IS NULL OR attempted_at < clock_timestamp() - make_interval(secs => $2))
        ORDER BY transaction, place LIMIT $1 FOR UPDATE SKIP LOCKED
      )
      UPDATE analytics.trend_outbox AS o SET attempted_at = clock_timestamp()
      FROM mine WHERE o.event_id = mine.event_id
      RETURNING o.event_id, o.organization_id, o.subject_type, o.subject_id, o.event, o.transaction::text::bigint AS began,
        o.place, mine.attempted_at AS attempted_before""";

  private static final String SENT =
      "UPDATE analytics.trend_outbox SET sent_at = clock_timestamp() WHERE event_id = ANY($1)";

  /// The oldest, a slice at a time; another replica may be at it.
  private static final String DROP_OLD = """
      DELETE FROM analytics.trend_outbox WHERE event_id = ANY (ARRAY(
        SELECT event_id FROM analytics.trend_outbox WHERE sent_at < clock_timestamp() - make_interval(secs => $1)
        ORDER BY sent_at LIMIT $2 FOR UPDATE SKIP LOCKED))""";

  private static final int DROPPED_AT_ONCE = 1_000;
  private static final Duration DROP_EVERY = Duration.ofMinutes(1);

  private final ServiceTransactions service;
  private final AnnounceConfig config;
  private final Brokers brokers;
  private final Background background;
  // What it has not sent for sure is never sent again without asking the topic.
  private final OutboxProducer producer;
  private boolean topicStands;
  /// When to look for what is old again, by the nano clock.
  private long dropAt = System.nanoTime();

  TrendSender(ServiceTransactions service, AnnounceConfig config, KafkaConfig kafka, Background background) {
    this.brokers = Brokers.of(kafka);
    this.service = service;
    this.config = config;
    this.background = background;
    this.producer = new OutboxProducer(brokers, "groundswell-trends");
  }

  private record Waiting(UUID id, byte[] key, byte[] event, long began, long place,
      @Nullable Instant attemptedBefore) {

    static Waiting from(Row row) {
      var key = row.getInteger("organization_id") + "/" + row.getString("subject_type") + "/"
          + row.getString("subject_id");
      var before = row.getOffsetDateTime("attempted_before");
      return new Waiting(row.getUUID("event_id"), key.getBytes(StandardCharsets.UTF_8),
          row.getString("event").getBytes(StandardCharsets.UTF_8), row.getLong("began"), row.getLong("place"),
          before == null ? null : before.toInstant());
    }
  }

  void start(@Observes StartupEvent event) {
    background.start("trend-sender", "announcements are not sent", config.lookEvery(), () -> {
      if (!topicStands) {
        TrendTopic.ensure(brokers, config.topic());
        topicStands = true;
      }
      return round() == MOST_AT_ONCE ? Duration.ZERO : config.lookEvery();
    });
  }

  @PreDestroy
  void close() {
    producer.close();
  }

  /// Sends what waits, and says how much that was.
  private int round() throws InterruptedException {
    long began = System.nanoTime();
    dropOld(began);
    var waiting = service.run(PATIENCE, statements -> {
      var rows = new ArrayList<Waiting>();
      statements.run(TAKE, Tuple.of(MOST_AT_ONCE, (double) config.lease().toSeconds()))
          .forEach(row -> rows.add(Waiting.from(row)));
      return rows;
    });
    if (waiting.isEmpty()) {
      return 0;
    }
    waiting.sort(Comparator.comparingLong(Waiting::began).thenComparingLong(Waiting::place));
    var done = new HashSet<>(sentBefore(waiting));
    try {
      for (var one : waiting) {
        // Who was stopped for longer than the lease must not send what another may have sent by now.
        boolean mine =
            System.nanoTime() - began < config.lease().minus(OutboxProducer.DELIVERY.multipliedBy(2)).toNanos();
        if (!done.contains(one.id) && mine) {
          send(one);
          done.add(one.id);
        }
      }
    } finally {
      service.run(PATIENCE, statements -> statements.run(SENT, Tuple.of(done.toArray(UUID[]::new))));
    }
    return waiting.size();
  }

  /// Once a minute, and at once again while there is more than a slice.
  private void dropOld(long now) {
    if (now - dropAt >= 0) {
      int dropped = service.run(PATIENCE, statements -> statements
          .run(DROP_OLD, Tuple.of((double) config.keep().toSeconds(), DROPPED_AT_ONCE)).rowCount());
      dropAt = dropped == DROPPED_AT_ONCE ? now : now + DROP_EVERY.toNanos();
    }
  }

  private List<UUID> sentBefore(List<Waiting> waiting) {
    var uncertain = waiting.stream().filter(one -> one.attemptedBefore != null).toList();
    var first = uncertain.stream().map(Waiting::attemptedBefore).min(Instant::compareTo);
    return first.isEmpty() ? List.of()
        : SentBefore.among(brokers, config.topic(), uncertain.stream().map(Waiting::id).toList(),
            first.orElseThrow());
  }

  private void send(Waiting one) throws InterruptedException {
    try {
      producer.send(config.topic(), one.key, one.event).get();
    } catch (ExecutionException lost) {
      // It may have arrived all the same: after the lease the topic is asked.
      throw new IllegalStateException("the broker has not acknowledged " + one.id, lost);
    }
  }
}

package io.groundswell.metrics.quarantine;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.background.Rounds;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Sends what is to be replayed. A row is marked as sent in the transaction that locked it, after the broker has
/// acknowledged it; where that transaction is lost, it is sent again, and the second is recognised as a duplicate.
@ApplicationScoped
class QuarantineOutbox {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_AT_ONCE = 100;

  private static final String WAITING = """
      SELECT id, replay_topic, replay_key, replay_value FROM analytics.quarantine
      WHERE state = 'replaying' AND replay_sent_at IS NULL
      ORDER BY changed_at LIMIT $1 FOR UPDATE SKIP LOCKED""";

  private static final String SENT = "UPDATE analytics.quarantine SET replay_sent_at = now() WHERE id = ANY($1)";

  private final ServiceTransactions service;
  private final QuarantineConfig config;
  // It gives up sooner than locks are waited for: a batch that settles what was just sent waits for this transaction.
  private final OutboxProducer producer;
  private final Background background;
  private volatile @Nullable Rounds rounds;

  QuarantineOutbox(ServiceTransactions service, QuarantineConfig config, KafkaConfig kafka, Background background) {
    this.service = service;
    this.config = config;
    this.producer = new OutboxProducer(Brokers.of(kafka), "groundswell-replays");
    this.background = background;
  }

  void start(@Observes StartupEvent event) {
    rounds = background.start("quarantine-outbox", "replays are not sent", config.lookEvery(),
        () -> round() == MOST_AT_ONCE ? Duration.ZERO : config.lookEvery());
  }

  /// There is something to send.
  void wake() {
    var going = rounds;
    if (going != null) {
      going.wake();
    }
  }

  @PreDestroy
  void close() {
    producer.close();
  }

  /// Sends what waits, and says how much that was.
  private int round() throws InterruptedException, ExecutionException {
    var failure = new ArrayList<Exception>(1);
    int sent = service.run(PATIENCE, statements -> {
      var rows = statements.run(WAITING, Tuple.of(MOST_AT_ONCE));
      var ids = new ArrayList<UUID>();
      var acknowledged = new ArrayList<Future<RecordMetadata>>();
      rows.forEach(row -> {
        ids.add(row.getUUID("id"));
        acknowledged.add(send(row));
      });
      try {
        for (var one : acknowledged) {
          one.get();
        }
      } catch (InterruptedException | ExecutionException lost) {
        // The rows stay as they are: what arrived all the same will be a duplicate.
        failure.add(lost);
        return 0;
      }
      if (!ids.isEmpty()) {
        statements.run(SENT, Tuple.of(ids.toArray(UUID[]::new)));
      }
      return ids.size();
    });
    if (!failure.isEmpty()) {
      switch (failure.getFirst()) {
        case InterruptedException stopping -> throw stopping;
        case ExecutionException refused -> throw refused;
        default -> throw new IllegalStateException(failure.getFirst());
      }
    }
    return sent;
  }

  private Future<RecordMetadata> send(Row row) {
    return producer.send(row.getString("replay_topic"), row.getBuffer("replay_key").getBytes(),
        row.getBuffer("replay_value").getBytes());
  }
}

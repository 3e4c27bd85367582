package io.groundswell.metrics.recall;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.broker.Brokers;
import io.groundswell.groundwork.broker.KafkaConfig;
import io.groundswell.groundwork.broker.TopicEnds;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Events of the backfill lane that were accepted and are not stored yet. Who takes an import out before they are would
/// find them stored afterwards.
@ApplicationScoped
class Backlog {

  private static final long PATIENCE_SECONDS = 10;
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private static final String POSITIONS = """
      SELECT kpartition, next_offset FROM analytics.consumer_offset WHERE consumer = $1 AND topic = $2""";

  private final Brokers brokers;
  private final ServiceTransactions service;

  Backlog(KafkaConfig kafka, ServiceTransactions service) {
    this.brokers = Brokers.of(kafka);
    this.service = service;
  }

  /// Returns when all is stored that was accepted when it was called, whatever is accepted meanwhile.
  ///
  /// @throws ProblemException 409 where that takes longer than the patience, 503 where the brokers do not say
  void awaitStored(Duration patience) throws InterruptedException {
    var ends = ends();
    long until = System.nanoTime() + patience.toNanos();
    for (long behind = behind(ends); behind > 0; behind = behind(ends)) {
      if (System.nanoTime() > until) {
        throw new ProblemException(Problem.of(409, "not_stored_yet", "Events are still on their way", behind
            + " events of the backfill lane were accepted and are not stored yet; ask again when they are"));
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private long behind(Map<TopicPartition, Long> ends) {
    return service.run(Duration.ofSeconds(PATIENCE_SECONDS), statements -> {
      var positions = new HashMap<TopicPartition, Long>();
      statements.run(POSITIONS, Tuple.of("metrics-" + Lane.BACKFILL.slug(), Lane.BACKFILL.topic()))
          .forEach(row -> positions.put(new TopicPartition(Lane.BACKFILL.topic(), row.getInteger("kpartition")),
              row.getLong("next_offset")));
      // Of a partition that nobody claimed yet nothing is stored.
      return ends.entrySet().stream()
          .mapToLong(end -> Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L))).sum();
    });
  }

  private Map<TopicPartition, Long> ends() throws InterruptedException {
    var properties = brokers.properties();
    properties.put("client.id", "metrics-undo");
    Admin admin = null;
    try {
      admin = Admin.create(properties);
      return TopicEnds.of(admin, List.of(Lane.BACKFILL.topic()));
    } catch (ExecutionException | TimeoutException | KafkaException away) {
      throw new ProblemException(Problem.of(503, "broker_unavailable", "The broker does not answer",
          "and so nobody knows what is still on its way: " + away.getMessage()));
    } finally {
      if (admin != null) {
        admin.close(Duration.ZERO);
      }
    }
  }
}

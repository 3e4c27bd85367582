package io.groundswell.metrics.top;

import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/// Adds what batches gained to the quarters, and deletes the quarters that no list looks at any more, an hour after the
/// last batch could have written them.
@ApplicationScoped
class TopKeeper {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST = 20_000;

  private static final String DELETE = """
      DELETE FROM analytics.metric_top_quarter WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM analytics.metric_top_quarter WHERE quarter < now() - interval '27 hours' LIMIT $1))""";

  // One statement: a list sees what was gained on one side or on the other, never on both.
  private static final String FOLD = """
      WITH taken AS (
        DELETE FROM analytics.metric_top_pending WHERE (organization_id, id) IN (
          SELECT organization_id, id FROM analytics.metric_top_pending ORDER BY organization_id, id LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING organization_id, measures, subjects, quarters, gains),
      added AS (
        INSERT INTO analytics.metric_top_quarter AS kept (organization_id, measure_id, quarter, subject_id, gain)
        SELECT taken.organization_id, one.measure_id, one.quarter, one.subject_id, sum(one.gain)
        FROM taken CROSS JOIN LATERAL unnest(taken.measures, taken.subjects, taken.quarters, taken.gains)
          AS one (measure_id, subject_id, quarter, gain)
        WHERE one.quarter > now() - interval '26 hours' - interval '15 minutes'
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (organization_id, measure_id, quarter, subject_id) DO UPDATE SET gain = kept.gain + excluded.gain)
      SELECT count(*) AS batches FROM taken""";
  private static final int MOST_BATCHES = 200;
  /// After a round, so many times as long as it took. A backlog of history gains a little of many quarters with every
  /// batch; rounds one after the other then write each quarter again and again, and take a quarter of what the sink
  /// can do.
  private static final int REST = 5;

  private final ServiceTransactions service;
  private final TopConfig config;
  private final Jobs jobs;
  /// Of [System#nanoTime]; belongs to the thread of the job.
  private long restUntil = System.nanoTime();

  TopKeeper(ServiceTransactions service, TopConfig config, Jobs jobs) {
    this.service = service;
    this.config = config;
    this.jobs = jobs;
  }

  void start(@Observes StartupEvent event) {
    jobs.start("top-lists", config.deleteEvery(), this::round);
    jobs.start("top-quarters", config.foldEvery(), this::foldAfterRest);
  }

  private void foldAfterRest(Lease lease) {
    long began = System.nanoTime();
    if (began - restUntil >= 0) {
      fold(lease);
      restUntil = System.nanoTime() + REST * (System.nanoTime() - began);
    }
  }

  void fold(Lease lease) {
    long batches = MOST_BATCHES;
    while (batches == MOST_BATCHES) {
      lease.require();
      batches = service.run(PATIENCE,
          statements -> statements.run(FOLD, Tuple.of(MOST_BATCHES)).iterator().next().getLong("batches"));
    }
  }

  void round(Lease lease) {
    int deleted = MOST;
    while (deleted == MOST) {
      lease.require();
      deleted = service.run(PATIENCE, statements -> statements.run(DELETE, Tuple.of(MOST)).rowCount());
    }
  }
}

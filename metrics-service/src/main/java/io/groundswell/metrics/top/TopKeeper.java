package io.groundswell.metrics.top;

import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/// Deletes the quarters that no list looks at any more, an hour after the last batch could have written them.
@ApplicationScoped
class TopKeeper {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST = 20_000;

  private static final String DELETE = """
      DELETE FROM analytics.metric_top_quarter WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM analytics.metric_top_quarter WHERE quarter < now() - interval '27 hours' LIMIT $1))""";

  private final ServiceTransactions service;
  private final TopConfig config;
  private final Jobs jobs;

  TopKeeper(ServiceTransactions service, TopConfig config, Jobs jobs) {
    this.service = service;
    this.config = config;
    this.jobs = jobs;
  }

  void start(@Observes StartupEvent event) {
    jobs.start("top-lists", config.deleteEvery(), this::round);
  }

  void round(Lease lease) {
    int deleted = MOST;
    while (deleted == MOST) {
      lease.require();
      deleted = service.run(PATIENCE, statements -> statements.run(DELETE, Tuple.of(MOST)).rowCount());
    }
  }
}

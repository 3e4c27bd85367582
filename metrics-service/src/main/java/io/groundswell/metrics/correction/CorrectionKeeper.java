package io.groundswell.metrics.correction;

import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

/// Forgets corrections that have waited too long for their events. What they said stays in the events.
@ApplicationScoped
class CorrectionKeeper {

  private static final Logger LOG = Logger.getLogger(CorrectionKeeper.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String FORGET = "DELETE FROM analytics.metric_correction_pending WHERE kept_at < $1";

  private final ServiceTransactions service;
  private final CorrectionConfig config;
  private final Jobs jobs;
  private final InstantSource clock;
  private final Counter forgotten;

  CorrectionKeeper(ServiceTransactions service, CorrectionConfig config, Jobs jobs, InstantSource clock,
      MeterRegistry meters) {
    this.service = service;
    this.config = config;
    this.jobs = jobs;
    this.clock = clock;
    this.forgotten = Counter.builder("groundswell.corrections.forgotten")
        .description("corrections whose event did not come, or did not have the metric").register(meters);
  }

  void start(@Observes StartupEvent event) {
    jobs.start("early-corrections", config.every(), this::round);
  }

  void round(Lease lease) {
    lease.require();
    var before = clock.instant().minus(config.patience()).atOffset(ZoneOffset.UTC);
    int gone = service.run(PATIENCE, statements -> statements.run(FORGET, Tuple.of(before)).rowCount());
    if (gone > 0) {
      forgotten.increment(gone);
      LOG.warnf("%d corrections were forgotten: their events did not come within %s", gone, config.patience());
    }
  }
}

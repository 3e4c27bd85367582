package io.groundswell.metrics.audit;

import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.groundswell.metrics.sketch.SketchAudit;
import io.groundswell.metrics.sketch.SketchConfig;
import io.groundswell.metrics.top.TopAudit;
import io.groundswell.metrics.top.TopConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/// Goes through the days: all that changed since they were audited, and one of the others.
@ApplicationScoped
class Auditor {

  private static final Logger LOG = Logger.getLogger(Auditor.class);

  private static final String CHANGED = """
      SELECT changed.day, changed.changes
      FROM (SELECT day, sum(changes)::bigint AS changes FROM analytics.rollup_change GROUP BY day) AS changed
      JOIN analytics.partition_day USING (day) LEFT JOIN analytics.audit_day AS audited USING (day)
      WHERE audited.changes IS DISTINCT FROM changed.changes
      ORDER BY day DESC""";

  private static final String ANY_OTHER = """
      SELECT changed.day, changed.changes
      FROM (SELECT day, sum(changes)::bigint AS changes FROM analytics.rollup_change GROUP BY day) AS changed
      JOIN analytics.partition_day USING (day) JOIN analytics.audit_day AS audited USING (day)
      WHERE audited.changes = changed.changes
      ORDER BY random() LIMIT 1""";

  private final ServiceTransactions service;
  private final AuditConfig config;
  private final Jobs jobs;
  private final SketchAudit sketches;
  private final TopAudit quarters;
  private final Counter compared;
  private final Counter repaired;

  Auditor(ServiceTransactions service, AuditConfig config, SketchConfig sketched, TopConfig ranked, Jobs jobs,
      MeterRegistry meters) {
    this.service = service;
    this.config = config;
    this.jobs = jobs;
    this.sketches = new SketchAudit(sketched);
    this.quarters = new TopAudit(ranked.metrics());
    this.compared = Counter.builder("groundswell.audit.rollups")
        .description("rollups and quarters of top lists recomputed from their raw rows and compared").register(meters);
    this.repaired = Counter.builder("groundswell.audit.repaired")
        .description("rollups, sketches and quarters that were not what their raw rows come to, and were repaired")
        .register(meters);
  }

  void start(@Observes StartupEvent event) {
    jobs.start("audit", config.every(), this::round);
  }

  /// All that changed, and one of the rest.
  void round(Lease lease) {
    audit(CHANGED, lease);
    audit(ANY_OTHER, lease);
  }

  private void audit(String days, Lease lease) {
    var audit = new DayAudit(service, lease, config.dayTimeout(), sketches, quarters);
    for (var row : StreamSupport.stream(
        service.run(config.dayTimeout(), statements -> statements.run(days, Tuple.tuple())).spliterator(), false)
        .toList()) {
      lease.require();
      audit(audit, row);
    }
  }

  private void audit(DayAudit audit, Row row) {
    var day = row.getLocalDate("day");
    var outcome = audit.audit(day, row.getLong("changes"));
    compared.increment(outcome.series());
    repaired.increment(outcome.repaired());
    if (outcome.repaired() > 0) {
      LOG.errorf("%d of %d figures of %s were not what their raw rows come to and were repaired: GET /v1/audit tells"
          + " which, and the cause is still to be found", outcome.repaired(), outcome.series(), day);
    }
  }
}

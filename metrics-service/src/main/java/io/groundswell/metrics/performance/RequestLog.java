package io.groundswell.metrics.performance;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.groundswell.metrics.performance.Answered.Why;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps some requests, off their way: they are put into a queue of limited length, and written from there by one
/// thread. What finds the queue full, or the database away, is counted and dropped: a log must never be what slows its
/// service down. Those that are too old are deleted beside it, by one replica, some at a time.
@ApplicationScoped
class RequestLog {

  private static final Logger LOG = Logger.getLogger(RequestLog.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SWEEP_PATIENCE = Duration.ofSeconds(30);
  private static final Duration SWEEP_EVERY = Duration.ofHours(1);
  private static final int MOST_A_TIME = 500;
  private static final int MOST_SWEPT = 20_000;

  private static final String KEEP = """
      INSERT INTO analytics.performance_logs (at, organization_id, endpoint, status, duration_ms, response_size_bytes, cache_hit,
        kept_because, error_type)
      SELECT * FROM unnest($1::timestamptz[], $2::int[], $3::text[], $4::smallint[], $5::bigint[], $6::bigint[], $7::boolean[],
        $8::text[], $9::text[])""";

  private static final String SWEEP = """
      DELETE FROM analytics.performance_logs WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM analytics.performance_logs WHERE at < $1 LIMIT $2))""";

  private final BlockingQueue<Answered> waiting;
  private final PerformanceConfig config;
  private final ServiceTransactions service;
  private final Background background;
  private final Jobs jobs;
  private final InstantSource clock;
  private final Counter dropped;

  RequestLog(PerformanceConfig config, ServiceTransactions service, Background background, Jobs jobs,
      InstantSource clock, MeterRegistry meters) {
    this.waiting = new ArrayBlockingQueue<>(config.capacity());
    this.config = config;
    this.service = service;
    this.background = background;
    this.jobs = jobs;
    this.clock = clock;
    this.dropped = meters.counter("groundswell.performance.dropped");
  }

  void start(@Observes StartupEvent event) {
    background.start("request-log", "requests are not kept", config.writeEvery(), this::round);
    jobs.start("request-log", SWEEP_EVERY, this::sweep);
  }

  /// Never waits.
  void answered(int organization, String endpoint, int status, long durationMillis, long bytes,
      @Nullable String errorType) {
    var why = why(status, durationMillis);
    if (why != null
        && !waiting.offer(new Answered(clock.instant(), organization, endpoint, status, durationMillis, bytes,
            why, errorType))) {
      dropped.increment();
    }
  }

  private @Nullable Why why(int status, long durationMillis) {
    if (status >= 400) {
      return Why.FAILED;
    }
    if (durationMillis >= config.slow().toMillis()) {
      return Why.SLOW;
    }
    return ThreadLocalRandom.current().nextDouble() < config.sample() ? Why.SAMPLED : null;
  }

  private Duration round() {
    var batch = new ArrayList<Answered>();
    if (waiting.drainTo(batch, MOST_A_TIME) > 0) {
      write(batch);
    }
    return config.writeEvery();
  }

  private void write(List<Answered> batch) {
    try {
      service.run(PATIENCE, statements -> statements.run(KEEP, Tuple.from(Arrays.asList(
          batch.stream().map(each -> each.at().atOffset(ZoneOffset.UTC)).toArray(OffsetDateTime[]::new),
          batch.stream().map(Answered::organization).toArray(Integer[]::new),
          batch.stream().map(Answered::endpoint).toArray(String[]::new),
          batch.stream().map(each -> (short) each.status()).toArray(Short[]::new),
          batch.stream().map(Answered::durationMillis).toArray(Long[]::new),
          batch.stream().map(Answered::bytes).toArray(Long[]::new),
          batch.stream().map(each -> each.status() == 304).toArray(Boolean[]::new),
          batch.stream().map(each -> each.why().name().toLowerCase(Locale.ROOT)).toArray(String[]::new),
          batch.stream().map(Answered::errorType).toArray(String[]::new)))));
    } catch (RuntimeException trouble) {
      dropped.increment(batch.size());
      LOG.debugf("requests were not kept: %s", trouble.getMessage());
    }
  }

  void sweep(Lease lease) {
    var before = clock.instant().minus(config.keep()).atOffset(ZoneOffset.UTC);
    int deleted = MOST_SWEPT;
    while (deleted == MOST_SWEPT) {
      lease.require();
      deleted = service.run(SWEEP_PATIENCE, statements -> statements.run(SWEEP, Tuple.of(before, MOST_SWEPT)))
          .rowCount();
    }
  }
}

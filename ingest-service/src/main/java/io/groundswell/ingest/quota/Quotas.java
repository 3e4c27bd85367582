package io.groundswell.ingest.quota;

import io.groundswell.groundwork.access.Access;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ConcurrentHashMap;

/// The quotas of all keys that sent something lately.
@ApplicationScoped
public class Quotas {

  private static final long SWEEP_MILLIS = 60_000;

  private final Allowance usual;
  private final Vertx vertx;
  private final ConcurrentHashMap<String, KeyQuota> byKey = new ConcurrentHashMap<>();

  Quotas(QuotaConfig config, Vertx vertx, MeterRegistry meters) {
    this.usual = Allowance.usual(config);
    this.vertx = vertx;
    Gauge.builder("groundswell.intake.keys", byKey, ConcurrentHashMap::size)
        .description("Keys that sent something lately").register(meters);
  }

  void start(@Observes StartupEvent event) {
    vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep(System.nanoTime()));
  }

  /// The quota of a key that was found to be in force.
  public KeyQuota of(Access sender) {
    var quota = byKey.get(sender.keyId());
    if (quota == null) {
      quota = byKey.computeIfAbsent(sender.keyId(), none -> new KeyQuota(usual, System.nanoTime()));
    }
    quota.follow(sender.settings(), usual);
    return quota;
  }

  /// Forgets keys that are silent; a request that just fetched its quota may at the worst be counted apart.
  void sweep(long now) {
    byKey.values().removeIf(quota -> quota.isIdle(now));
  }
}

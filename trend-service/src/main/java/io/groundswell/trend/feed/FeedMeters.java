package io.groundswell.trend.feed;

import io.groundswell.contract.Lane;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/// What the consumers' own meters do not tell. Theirs hold the equation read = stored + duplicate + quarantined; of the
/// stored ones, `groundswell.trend.without.effect` changed no bucket.
@ApplicationScoped
class FeedMeters {

  private final MeterRegistry registry;

  FeedMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void withoutEffect(Lane lane, int events) {
    registry.counter("groundswell.trend.without.effect", "lane", lane.slug()).increment(events);
  }

  /// Counted when tried: a batch that is tried again counts its unreadable records again.
  void unreadable(Lane lane, String reason) {
    registry.counter("groundswell.trend.unreadable", "lane", lane.slug(), "reason", reason).increment();
  }
}

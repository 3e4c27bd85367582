package io.groundswell.metrics.content;

import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/// Puts the counts of old hours together, of each platform into one row at the latest of these hours, so that whoever
/// adds all of them up reads a few hundred rows and not those of years: of 12 partitions 288 a day and platform.
@ApplicationScoped
class ContentCounts {

  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST = 20_000;

  // One statement, so that nobody sees an hour on both sides or on none. What a batch counts meanwhile in an old hour
  // (of a record read again) is left for the next round, or comes as a row anew: neither waits for the other in a
  // circle.
  private static final String FOLD = """
      WITH old AS (
        DELETE FROM analytics.content_hour WHERE (organization_id, platform, hour, kpartition) IN (
          SELECT organization_id, platform, hour, kpartition FROM analytics.content_hour AS h
          WHERE hour < now() - interval '48 hours' AND (organization_id, platform) IN (
            SELECT organization_id, platform FROM analytics.content_hour
            WHERE hour < now() - interval '48 hours' AND kpartition <> {together})
          ORDER BY organization_id, platform, hour LIMIT {most} FOR UPDATE SKIP LOCKED)
        RETURNING organization_id, platform, hour, posts, creators),
      kept AS (
        INSERT INTO analytics.content_hour AS kept (organization_id, platform, hour, posts, creators, kpartition)
        SELECT organization_id, platform, max(hour), sum(posts)::bigint, sum(creators)::bigint, {together} FROM old
        GROUP BY organization_id, platform
        ON CONFLICT (organization_id, platform, hour, kpartition) DO UPDATE SET posts = kept.posts + excluded.posts,
          creators = kept.creators + excluded.creators)
      SELECT count(*) AS hours FROM old"""
      .replace("{most}", Integer.toString(MOST))
      // Of no partition of Kafka; -1 is that of undone imports.
      .replace("{together}", "-2");

  private final ServiceTransactions service;
  private final Jobs jobs;

  ContentCounts(ServiceTransactions service, Jobs jobs) {
    this.service = service;
    this.jobs = jobs;
  }

  void start(@Observes StartupEvent event) {
    jobs.start("content-counts", EVERY, this::round);
  }

  void round(Lease lease) {
    long folded = MOST;
    while (folded == MOST) {
      lease.require();
      folded = service.run(PATIENCE,
          statements -> statements.run(FOLD, Tuple.tuple()).iterator().next().getLong("hours"));
    }
  }
}

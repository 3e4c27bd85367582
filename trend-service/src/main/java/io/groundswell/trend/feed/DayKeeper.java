package io.groundswell.trend.feed;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.schema.Borrowed;
import io.groundswell.groundwork.standing.Standing;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Makes the days' tables before an event of them can arrive, and drops those that nobody looks back at any more. One
/// day more is kept than is counted, so that a day is never dropped under a batch.
@ApplicationScoped
class DayKeeper implements Standing {

  private static final Logger LOG = Logger.getLogger(DayKeeper.class);
  private static final String KEEP = "SELECT analytics.keep_trend_partitions($1, $2, $3)";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofMillis(100);

  private final Pool pool;
  private final Background background;
  private final FeedConfig config;
  private final InstantSource clock;
  private volatile @Nullable String trouble = "the days' tables are not looked at yet";

  DayKeeper(Pool pool, Background background, FeedConfig config, InstantSource clock) {
    this.pool = pool;
    this.background = background;
    this.config = config;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    background.start("day-keeper", "the days' tables are not looked after", AGAIN,
        () -> round() ? config.keepEvery() : AGAIN);
  }

  @Override
  public String name() {
    return "days";
  }

  @Override
  public @Nullable String trouble() {
    return trouble;
  }

  /// Whether the days stand. Null from the function: another replica is at it, so look again soon.
  private boolean round() throws InterruptedException {
    var horizon = Horizon.at(clock.instant());
    try {
      var days = Tuple.of(horizon.first().minusDays(1), horizon.firstKept().minusDays(1), horizon.last());
      var rows = Borrowed.query(pool, KEEP, days)
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      var changed = rows.iterator().next().getInteger(0);
      if (changed == null) {
        return false;
      }
      if (changed > 0) {
        LOG.infof("days from %s to %s: %d tables made or dropped", horizon.first(), horizon.last(), changed);
      }
      trouble = null;
      return true;
    } catch (ExecutionException | TimeoutException failed) {
      LOG.warnf("the days' tables are not looked after: %s", failed.getMessage());
      return false;
    }
  }
}

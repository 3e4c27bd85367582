package io.groundswell.trend.niche;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.schema.Borrowed;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Keeps the book of niches as it is stored.
@ApplicationScoped
class NicheReader {

  private static final long PATIENCE_SECONDS = 10;
  private static final int WHOLE_EVERY = 30;

  private static final String SELECT = "SELECT " + Niche.COLUMNS + " FROM analytics.features";
  private static final String STATE =
      "SELECT count(*) || ' ' || coalesce(max(rules_changed_at)::text, '') AS state FROM analytics.features";

  private final Pool pool;
  private final Background background;
  private final NicheConfig config;
  private final NicheBook book;
  private String state = "";
  private long rounds;

  NicheReader(Pool pool, Background background, NicheConfig config, NicheBook book) {
    this.pool = pool;
    this.background = background;
    this.config = config;
    this.book = book;
  }

  void start(@Observes StartupEvent event) {
    background.start("niche-reader", "the niches stay as they are", config.lookEvery(), () -> {
      look(rounds++ % WHOLE_EVERY == 0);
      return config.lookEvery();
    });
  }

  /// A change may be committed after a younger one, so now and then everything is read, whatever its state says.
  private void look(boolean whole) throws InterruptedException, ExecutionException, TimeoutException {
    var now = rows(STATE).iterator().next().getString("state");
    if (whole || !now.equals(state)) {
      var niches = new ArrayList<Niche>();
      rows(SELECT).forEach(row -> niches.add(Niche.from(row)));
      book.take(niches, config.most());
      state = now;
    }
  }

  private RowSet<Row> rows(String sql) throws InterruptedException, ExecutionException, TimeoutException {
    return Borrowed.query(pool, sql).toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}

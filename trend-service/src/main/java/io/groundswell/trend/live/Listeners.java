package io.groundswell.trend.live;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Who listens, and what they are told: one look at the outbox a round for all of them together.
///
/// What was announced is ordered by the transaction that wrote it, and only read when no older transaction is under
/// way: so nobody's place is ever behind something that is still to come.
@ApplicationScoped
class Listeners {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_AT_ONCE = 1_000;
  /// Who is further behind is cut off, and may resume.
  private static final int MOST_BEHIND = 2 * MOST_AT_ONCE;

  private static final String COLUMNS = """
      SELECT transaction::text::bigint AS began, place, organization_id, type, event FROM analytics.trend_outbox
      """;

  private static final String AFTER = COLUMNS + """
      WHERE (transaction, place) > ($1::text::xid8, $2) AND transaction < pg_snapshot_xmin(pg_current_snapshot())
        AND ($3::int IS NULL OR organization_id = $3)
      ORDER BY transaction, place LIMIT $4""";

  private static final String LAST = COLUMNS + """
      WHERE transaction < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY transaction DESC, place DESC LIMIT 1""";

  private final ServiceTransactions service;
  private final LiveConfig config;
  private final Background background;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final Queue<Listener> joining = new ConcurrentLinkedQueue<>();
  private @Nullable Place through;

  Listeners(ServiceTransactions service, LiveConfig config, Background background, MeterRegistry meters) {
    this.service = service;
    this.config = config;
    this.background = background;
    Gauge.builder("groundswell.trend.listeners", listeners, Set::size)
        .description("who listens to announcements")
        .register(meters);
  }

  /// One connection. Only the thread that tells touches its place.
  private static final class Listener {

    private final int organization;
    private final UnicastProcessor<Told> told;
    private @Nullable Place at;
    private volatile boolean hasLeft;

    Listener(int organization, @Nullable Place at, Runnable gone) {
      this.organization = organization;
      this.at = at;
      this.told = UnicastProcessor.create(new ArrayBlockingQueue<>(MOST_BEHIND), gone);
    }

    void tell(Told one) {
      if (one.organization() == organization && (at == null || one.place().compareTo(at) > 0)) {
        at = one.place();
        told.onNext(one);
      }
    }
  }

  /// @param after the last that was heard; null for whatever is announced from now on
  Multi<Told> listen(int organization, @Nullable Place after) {
    var gone = new AtomicReference<Listener>();
    var listener = new Listener(organization, after, () -> leave(gone.get()));
    gone.set(listener);
    return listener.told.onSubscription().invoke(() -> joining.add(listener));
  }

  private void leave(@Nullable Listener listener) {
    if (listener != null) {
      listener.hasLeft = true;
      listeners.remove(listener);
    }
  }

  boolean isFull() {
    return listeners.size() + joining.size() >= config.most();
  }

  /// First what was missed, then what everybody is told. By the thread that tells everybody, so that nothing falls
  /// between.
  private void join(Listener listener) {
    try {
      var missed = missed(listener);
      while (missed.size() == MOST_AT_ONCE) {
        missed.forEach(listener::tell);
        missed = missed(listener);
      }
      missed.forEach(listener::tell);
      listeners.add(listener);
      if (listener.hasLeft) {
        listeners.remove(listener);
      }
    } catch (RuntimeException away) {
      listener.told.onError(away);
    }
  }

  private List<Told> missed(Listener listener) {
    return listener.at == null ? List.of() : after(listener.at, listener.organization);
  }

  private List<Told> after(Place place, @Nullable Integer organization) {
    return service.run(PATIENCE, statements -> {
      var told = new ArrayList<Told>();
      statements.run(AFTER, Tuple.tuple()
          .addString(Long.toString(place.transaction()))
          .addLong(place.place())
          .addInteger(organization)
          .addInteger(MOST_AT_ONCE)).forEach(row -> told.add(Told.from(row)));
      return told;
    });
  }

  void start(@Observes StartupEvent event) {
    background.start("listeners", "listeners are not told", config.lookEvery(), () -> {
      round();
      return config.lookEvery();
    });
  }

  void stop(@Observes ShutdownEvent event) {
    listeners.forEach(listener -> listener.told.onError(new CancellationException("the service stops")));
  }

  private void round() {
    var from = through;
    for (var listener = joining.poll(); listener != null; listener = joining.poll()) {
      join(listener);
    }
    if (from == null) {
      through = last();
      return;
    }
    var news = after(from, null);
    for (var one : news) {
      listeners.forEach(listener -> listener.tell(one));
      through = one.place();
    }
  }

  private Place last() {
    return service.run(PATIENCE, statements -> {
      var rows = statements.run(LAST, Tuple.tuple()).iterator();
      return rows.hasNext() ? Told.from(rows.next()).place() : Place.BEGIN;
    });
  }
}

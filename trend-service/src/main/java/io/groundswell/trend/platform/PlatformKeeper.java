package io.groundswell.trend.platform;

import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.platform.CrossPlatformTable.Figure;
import io.groundswell.trend.turn.Completeness;
import io.groundswell.trend.turn.Turns;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Works out an organisation's figures, in complete buckets only, so that a window that is still filling is no fall. A
/// share of the slots at a time, so that neither memory nor a transaction grows with the number of subjects; the
/// sketches of the shares are merged.
@ApplicationScoped
class PlatformKeeper {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SLOTS_AT_ONCE = 32;

  private static final String COUNTED_SINCE = """
      SELECT platform FROM analytics.trend_platform WHERE organization_id = $1 AND counted_since <= $2""";

  private static final String COUNTS = """
      SELECT slot, subject_type, subject_id, platform, metric,
        coalesce(sum(total) FILTER (WHERE bucket_start >= $5), 0)::float8 AS now,
        coalesce(sum(total) FILTER (WHERE bucket_start < $5), 0)::float8 AS before
      FROM analytics.trend_bucket
      WHERE organization_id = $1 AND slot BETWEEN $2 AND $3 AND bucket_start >= $4 AND bucket_start < $6 AND live
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3""";

  private final ServiceTransactions service;
  private final Turns turns;
  private final Completeness completeness;
  private final PlatformConfig config;

  PlatformKeeper(ServiceTransactions service, Turns turns, Completeness completeness, PlatformConfig config) {
    this.service = service;
    this.turns = turns;
    this.completeness = completeness;
    this.config = config;
  }

  /// Two windows, one after the other.
  ///
  /// @param from the first bucket of the earlier one, `middle` of the later one, `open` behind it
  record Span(Window window, long from, long middle, long open) {

    static Span of(Window window, long open) {
      long length = window.length().dividedBy(Bucket.LENGTH);
      return new Span(window, open - 2 * length, open - length, open);
    }
  }

  void start(@Observes StartupEvent event) {
    for (var window : Window.values()) {
      int rarer = switch (window) {
        case HOUR -> 1;
        case DAY -> 5;
        case WEEK -> 30;
      };
      turns.start("cross-platform-" + window.slug(), config.every().multipliedBy(rarer),
          organization -> measure(organization, window));
    }
  }

  private void measure(int organization, Window window) throws InterruptedException {
    var open = service.run(PATIENCE, statements -> Optional.ofNullable(completeness.firstOpen(statements::run)));
    if (open.isEmpty()) {
      return;
    }
    var span = Span.of(window, open.orElseThrow());
    var whole = wholeBefore(organization, span);
    var peers = new Peers();
    for (int first = 0; first < Slot.COUNT; first += SLOTS_AT_ONCE) {
      var some = new Peers();
      counts(organization, span, first)
          .forEach(counts -> counts.measures(config, window.slug(), whole).forEach(some::add));
      peers.merge(some);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    for (int first = 0; first < Slot.COUNT; first += SLOTS_AT_ONCE) {
      write(organization, span, first, whole, peers);
    }
  }

  /// What came in between may be the first of its peers; it is left to the next time.
  private void write(int organization, Span span, int first, Set<String> whole, Peers peers) {
    var figures = new ArrayList<Figure>();
    for (var counts : counts(organization, span, first)) {
      for (var measure : counts.measures(config, span.window.slug(), whole)) {
        if (peers.knows(measure)) {
          figures.add(new Figure(counts, measure, peers.place(measure)));
        }
      }
    }
    service.run(PATIENCE, statements -> {
      CrossPlatformTable.write(statements, organization, span.window, first, first + SLOTS_AT_ONCE - 1, span.open,
          figures);
      return figures;
    });
  }

  private Set<String> wholeBefore(int organization, Span span) {
    return service.run(PATIENCE, statements -> {
      var platforms = new HashSet<String>();
      statements.run(COUNTED_SINCE, Tuple.of(organization, utc(span.from)))
          .forEach(row -> platforms.add(row.getString("platform")));
      return platforms;
    });
  }

  private List<Counts> counts(int organization, Span span, int first) {
    return service.run(PATIENCE, statements -> {
      var all = new ArrayList<Counts>();
      for (var row : statements.run(COUNTS, Tuple.of(organization, (short) first,
          (short) (first + SLOTS_AT_ONCE - 1), utc(span.from), utc(span.middle), utc(span.open)))) {
        if (all.isEmpty() || !all.getLast().isOf(row)) {
          all.add(new Counts(row.getInteger("slot"),
              new Subject(row.getString("subject_type"), row.getString("subject_id"))));
        }
        all.getLast().take(row);
      }
      return all;
    });
  }

  private static OffsetDateTime utc(long bucket) {
    return Bucket.start(bucket).atOffset(ZoneOffset.UTC);
  }
}

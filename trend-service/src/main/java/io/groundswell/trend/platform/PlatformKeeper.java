package io.groundswell.trend.platform;

import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbance;
import io.groundswell.trend.disturbance.Disturbance.Kind;
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
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// Works out an organisation's figures, in complete buckets only, so that a window that is still filling is no fall. A
/// share of the slots at a time, so that neither memory nor a transaction grows with the number of subjects; the
/// sketches of the shares are merged.
@ApplicationScoped
class PlatformKeeper {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SLOTS_AT_ONCE = 32;

  private static final String COUNTED_SINCE = """
      SELECT platform FROM analytics.trend_platform WHERE organization_id = $1 AND counted_since <= $2""";

  /// Beside each sum that of the time that can be compared: what one window does not have, since the platform was
  /// silent, the other is not asked for either.
  private static final String COUNTS = """
      SELECT slot, subject_type, subject_id, platform, metric,
        coalesce(sum(total) FILTER (WHERE bucket_start >= $5), 0)::float8 AS now,
        coalesce(sum(total) FILTER (WHERE bucket_start < $5), 0)::float8 AS before,
        coalesce(sum(total) FILTER (WHERE bucket_start >= $5 AND NOT silent), 0)::float8 AS steady_now,
        coalesce(sum(total) FILTER (WHERE bucket_start < $5 AND NOT silent), 0)::float8 AS steady_before
      FROM analytics.trend_bucket AS b, LATERAL (
        SELECT EXISTS (SELECT FROM unnest($7::text[], $8::timestamptz[], $9::timestamptz[]) AS s (platform, since, until)
          WHERE s.platform = b.platform AND b.bucket_start >= since AND b.bucket_start < until) AS silent) AS known
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

  /// Of which platforms two windows can be compared.
  ///
  /// @param platforms those that were counted during the whole of both
  private record Whole(int organization, Span span, Set<String> platforms, Befallen befallen) {

    boolean isComparable(String platform, String metric) {
      return platforms.contains(platform)
          && befallen.unchangedSince(organization, platform, metric, span.from, span.open) == span.from;
    }

    /// Of [#COUNTS].
    Tuple arguments(int first) {
      var silent = new ArrayList<Disturbance>();
      befallen.all().stream().filter(one -> one.kind() == Kind.SILENT).forEach(silent::add);
      long length = span.open - span.middle;
      // Where the one is empty, and where the other would be.
      var shifts = List.of(0L, length, -length);
      return Tuple.tuple().addInteger(organization).addShort((short) first)
          .addShort((short) (first + SLOTS_AT_ONCE - 1)).addOffsetDateTime(utc(span.from))
          .addOffsetDateTime(utc(span.middle)).addOffsetDateTime(utc(span.open))
          .addArrayOfString(each(silent, shifts, (one, shift) -> one.platform()).toArray(String[]::new))
          .addArrayOfOffsetDateTime(each(silent, shifts, (one, shift) -> utc(one.since() + shift))
              .toArray(OffsetDateTime[]::new))
          .addArrayOfOffsetDateTime(each(silent, shifts, (one, shift) -> utc((one.lasting() ? span.open : one.until())
              + shift)).toArray(OffsetDateTime[]::new));
    }

    private static <T> Stream<T> each(List<Disturbance> silent, List<Long> shifts,
        BiFunction<Disturbance, Long, T> make) {
      return silent.stream().flatMap(one -> shifts.stream().map(shift -> make.apply(one, shift)));
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
    var whole = whole(organization, span);
    var peers = new Peers();
    for (int first = 0; first < Slot.COUNT; first += SLOTS_AT_ONCE) {
      var some = new Peers();
      counts(whole, first)
          .forEach(counts -> counts.measures(config, window.slug(), whole::isComparable).forEach(some::add));
      peers.merge(some);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    for (int first = 0; first < Slot.COUNT; first += SLOTS_AT_ONCE) {
      write(whole, first, peers);
    }
  }

  /// What came in between may be the first of its peers; it is left to the next time.
  private void write(Whole whole, int first, Peers peers) {
    var span = whole.span;
    var figures = new ArrayList<Figure>();
    for (var counts : counts(whole, first)) {
      for (var measure : counts.measures(config, span.window.slug(), whole::isComparable)) {
        if (peers.knows(measure)) {
          figures.add(new Figure(counts, measure, peers.place(measure)));
        }
      }
    }
    service.run(PATIENCE, statements -> {
      CrossPlatformTable.write(statements, whole.organization, span.window, first, first + SLOTS_AT_ONCE - 1, span.open,
          figures);
      return figures;
    });
  }

  private Whole whole(int organization, Span span) {
    return service.run(PATIENCE, statements -> {
      var platforms = new HashSet<String>();
      statements.run(COUNTED_SINCE, Tuple.of(organization, utc(span.from)))
          .forEach(row -> platforms.add(row.getString("platform")));
      return new Whole(organization, span, platforms,
          Befallen.from(statements.run(Disturbance.SELECT, Tuple.of(organization))));
    });
  }

  private List<Counts> counts(Whole whole, int first) {
    return service.run(PATIENCE, statements -> {
      var all = new ArrayList<Counts>();
      for (var row : statements.run(COUNTS, whole.arguments(first))) {
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

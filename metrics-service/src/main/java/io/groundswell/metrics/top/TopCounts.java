package io.groundswell.metrics.top;

import io.groundswell.contract.Kind;
import io.groundswell.exactlyonce.Transaction;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/// Collects what subjects gained from the rows of a batch, and writes it down in the transaction of the rows.
///
/// A delta is added to its quarter, by way of `metric_top_pending`: one insert a batch, which [TopKeeper] adds to
/// `metric_top_quarter` together with those of other batches. A total is a counter: what it gained depends on the
/// number before it, so from the first quarter that changed on the gains are worked out anew from the raw rows; as
/// numbers come in order nearly always, that is one quarter. One that comes late may change the first step of the kept
/// quarters, however old it is.
public final class TopCounts {

  /// Quarters older than this are not written; what is written is kept for an hour longer.
  private static final Duration KEPT = Duration.ofHours(26);
  private static final String RECENT = "now() - interval '26 hours'";

  /// The planner leaves out the partitions of all other days.
  private static final String BOUNDS =
      "m.observed_at >= now() - interval '51 hours' AND m.observed_at < now() + interval '1 day'";

  private static final String ADD = """
      INSERT INTO analytics.metric_top_pending (organization_id, measures, subjects, quarters, gains)
      VALUES ($1, $2, $3, $4, $5::text[]::numeric[])""";

  // Both lanes write the same subjects: who works out steps must see all numbers of the other lane or none.
  private static final String LOCK = """
      SELECT pg_advisory_xact_lock(hashtextextended('analytics.steps', slot)) FROM unnest($1::bigint[]) AS slot""";

  // Also what the audit mends wrong steps with.
  static final String WORK_OUT = """
      WITH touched AS (
        SELECT organization_id, measure_id, subject_id, moment.since,
          date_trunc('day', moment.since AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS midnight
        FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::int[])
          AS touched (organization_id, measure_id, since, subject_id)
        CROSS JOIN LATERAL (SELECT greatest(touched.since, date_bin('15 minutes', {recent}, 'epoch'))) AS moment (since)),
      point AS (
        SELECT t.organization_id, t.measure_id, t.subject_id, t.since, m.observed_at, m.event_key, m.value::numeric AS value
        FROM touched AS t CROSS JOIN LATERAL (
          SELECT observed_at, event_key, value FROM analytics.time_series_metrics AS m
          WHERE m.organization_id = t.organization_id AND m.subject_id = t.subject_id AND m.measure_id = t.measure_id
            AND m.observed_at >= t.since AND {bounds} OFFSET 0) AS m
        UNION ALL
        SELECT t.organization_id, t.measure_id, t.subject_id, t.since, '-infinity', NULL, coalesce(today.value, earlier.value)
        FROM touched AS t
        LEFT JOIN LATERAL (
          SELECT value::numeric FROM analytics.time_series_metrics AS m
          WHERE m.organization_id = t.organization_id AND m.subject_id = t.subject_id AND m.measure_id = t.measure_id
            AND m.observed_at >= t.midnight AND m.observed_at < t.since AND {bounds}
          ORDER BY m.observed_at DESC, m.event_key DESC LIMIT 1) AS today ON true
        LEFT JOIN LATERAL (
          SELECT last_value::numeric AS value FROM analytics.metric_rollup_day AS d
          WHERE d.organization_id = t.organization_id AND d.subject_id = t.subject_id AND d.measure_id = t.measure_id
            AND d.day < (t.midnight AT TIME ZONE 'UTC')::date
          ORDER BY d.day DESC LIMIT 1) AS earlier ON true
        WHERE coalesce(today.value, earlier.value) IS NOT NULL),
      step AS (
        SELECT organization_id, measure_id, subject_id, since, observed_at, value,
          lag(value) OVER (PARTITION BY organization_id, measure_id, subject_id ORDER BY observed_at, event_key) AS before
        FROM point)
      INSERT INTO analytics.metric_top_quarter (organization_id, measure_id, quarter, subject_id, gain)
      SELECT organization_id, measure_id, date_bin('15 minutes', observed_at, timestamptz 'epoch') AS quarter, subject_id,
        sum(CASE WHEN before IS NULL THEN 0 WHEN value >= before THEN value - before ELSE value END)
      FROM step WHERE observed_at >= since GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      ON CONFLICT (organization_id, measure_id, quarter, subject_id) DO UPDATE SET gain = excluded.gain"""
      .replace("{recent}", RECENT).replace("{bounds}", BOUNDS);

  private static final String LOCK_ALL = """
      SELECT pg_advisory_xact_lock(hashtextextended('analytics.steps', slot))
      FROM generate_series(0::bigint, 1023) AS slot""";

  private final Set<String> metrics;
  private final Instant oldest;
  /// By organisation.
  private final Map<Integer, Map<Place, BigDecimal>> sums = new HashMap<>();
  private final Map<Series, Instant> touched = new HashMap<>();

  /// @param metrics that are ranked
  public TopCounts(Set<String> metrics, Instant now) {
    this.metrics = metrics;
    this.oldest = now.minus(KEPT);
  }

  private record Place(int measure, Instant quarter, int subject) {
  }

  private record Series(int organization, int measure, int subject) {
  }

  /// A number that was stored.
  public void add(int organization, int subject, int measure, String metric, Kind kind, Instant at, double value) {
    if (!metrics.contains(metric)) {
      return;
    }
    var quarter = TopWindow.quarter(at);
    switch (kind) {
      case DELTA -> gained(organization, measure, quarter, subject, exact(value));
      case TOTAL -> touched.merge(new Series(organization, measure, subject), quarter,
          (one, other) -> one.isBefore(other) ? one : other);
      case GAUGE -> {
        // A level is not gained.
      }
    }
  }

  private void gained(int organization, int measure, Instant quarter, int subject, BigDecimal gain) {
    if (quarter.isAfter(oldest)) {
      sums.computeIfAbsent(organization, first -> new HashMap<>())
          .merge(new Place(measure, quarter, subject), gain, BigDecimal::add);
    }
  }

  /// A number that was stored before has become another.
  public void change(int organization, int subject, int measure, String metric, Kind kind, Instant at, double before,
      double after) {
    if (kind == Kind.TOTAL) {
      add(organization, subject, measure, metric, kind, at, after);
    } else if (kind == Kind.DELTA && metrics.contains(metric)) {
      gained(organization, measure, TopWindow.quarter(at), subject,
          exact(after).subtract(exact(before)));
    }
  }

  /// Before the rollups are changed; where steps or sketches are worked out, or numbers corrected.
  ///
  /// @param slots of their subjects, in rising order, so that two batches never wait for each other
  public static void lock(Transaction transaction, long... slots) {
    transaction.send(LOCK, Tuple.of(LongStream.of(slots).boxed().toArray(Long[]::new)));
  }

  /// For who mends steps or sketches of any subjects, in whatever slots: nobody else changes some until the transaction
  /// ends.
  public static void lockAll(Statements statements) {
    statements.run(LOCK_ALL, Tuple.tuple());
  }

  /// After the rollups were changed. Nobody needs to wait for it.
  public void send(Transaction transaction) {
    sums.forEach((organization, gained) -> {
      var places = List.copyOf(gained.keySet());
      transaction.send(ADD, Tuple.from(List.of(organization, column(places, Place::measure, Integer[]::new),
          column(places, Place::subject, Integer[]::new),
          column(places, place -> utc(place.quarter), OffsetDateTime[]::new),
          column(places, place -> gained.getOrDefault(place, BigDecimal.ZERO).toPlainString(), String[]::new))));
    });
    if (!touched.isEmpty()) {
      var series = new ArrayList<>(touched.entrySet());
      transaction.send(WORK_OUT, Tuple.from(List.of(column(series, each -> each.getKey().organization, Integer[]::new),
          column(series, each -> each.getKey().measure, Integer[]::new),
          column(series, each -> utc(each.getValue()), OffsetDateTime[]::new),
          column(series, each -> each.getKey().subject, Integer[]::new))));
    }
  }

  /// The number that was sent; most are whole, and those are quick.
  private static BigDecimal exact(double value) {
    return value == (long) value ? BigDecimal.valueOf((long) value) : BigDecimal.valueOf(value);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static <E, T> T[] column(List<E> rows, Function<E, T> value, IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }
}

package io.groundswell.metrics.series;

import io.groundswell.contract.Kind;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Reads series within one snapshot of one organisation.
final class SeriesStore {

  /// Clocks of brokers differ, and a record may be stamped before one that was received earlier.
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final String SUBJECT = """
      SELECT id FROM analytics.subject WHERE organization_id = $1 AND type = $2 AND external_id = $3""";

  private static final String MEASURES = """
      SELECT m.id, m.platform, m.kind FROM analytics.measure AS m
      WHERE m.metric = $3 AND EXISTS (
        SELECT FROM analytics.metric_rollup_day AS d
        WHERE d.organization_id = $1 AND d.subject_id = $2 AND d.measure_id = m.id)
      ORDER BY m.platform, m.kind""";

  private static final String WATERMARKS = """
      SELECT topic, CASE WHEN count(watermark) = count(*) AND count(*) >= $3 THEN min(watermark) END AS through
      FROM analytics.consumer_offset
      WHERE (consumer, topic) IN (('metrics-live', $1), ('metrics-backfill', $2))
      GROUP BY topic""";

  private static final String AMOUNTS = """
      SELECT width_bucket(observed_at, $4::timestamptz[]) AS bucket, measure_id, count(*) AS events,
        sum(value::numeric) AS sum, min(value) AS minimum, max(value) AS maximum
      FROM analytics.time_series_metrics
      WHERE organization_id = $1 AND subject_id = $2 AND measure_id = ANY($3) AND observed_at >= $5 AND observed_at < $6
      GROUP BY 1, 2""";

  private static final String LASTS = """
      SELECT DISTINCT ON (bucket, measure_id) width_bucket(observed_at, $4::timestamptz[]) AS bucket, measure_id,
        observed_at, event_key, value
      FROM analytics.time_series_metrics
      WHERE organization_id = $1 AND subject_id = $2 AND measure_id = ANY($3) AND observed_at >= $5 AND observed_at < $6
      ORDER BY bucket, measure_id, observed_at DESC, event_key DESC""";

  private static final String DAYS = """
      SELECT day, measure_id, events, sum, minimum, maximum, last_at, last_key, last_value
      FROM analytics.metric_rollup_day
      WHERE organization_id = $1 AND subject_id = $2 AND measure_id = ANY($3) AND day >= $4 AND day < $5""";

  private static final String LAST_DAY_BEFORE = """
      SELECT asked.measure_id, before.last_value
      FROM unnest($3::int[]) AS asked (measure_id)
      CROSS JOIN LATERAL (
        SELECT last_value FROM analytics.metric_rollup_day AS d
        WHERE d.organization_id = $1 AND d.subject_id = $2 AND d.measure_id = asked.measure_id AND d.day < $4
        ORDER BY d.day DESC LIMIT 1) AS before""";

  private static final String GROWTH = """
      WITH point AS (
        SELECT measure_id, observed_at, event_key, value::numeric AS value
        FROM analytics.time_series_metrics
        WHERE organization_id = $1 AND subject_id = $2 AND measure_id = ANY($3) AND observed_at >= $5 AND observed_at < $6
        UNION ALL
        SELECT measure_id, '-infinity', NULL, value::numeric FROM unnest($7::int[], $8::float8[]) AS start (measure_id, value)
      ), step AS (
        SELECT measure_id, observed_at, value,
          lag(value) OVER (PARTITION BY measure_id ORDER BY observed_at, event_key) AS before
        FROM point)
      SELECT width_bucket(observed_at, $4::timestamptz[]) AS bucket, measure_id, count(*) AS events,
        sum(CASE WHEN before IS NULL THEN 0 WHEN value >= before THEN value - before ELSE value END) AS rise
      FROM step WHERE observed_at >= $5
      GROUP BY 1, 2""";

  private final ScopedReads.Queries queries;
  private final int organization;

  SeriesStore(ScopedReads.Queries queries, int organization) {
    this.queries = queries;
    this.organization = organization;
  }

  /// What a measure comes to in a bucket, counted from 0.
  record Found(int bucket, int measure, Part part) {
  }

  /// Up to when each lane has stored all it received; null where nobody knows.
  record Through(@Nullable Instant live, @Nullable Instant backfill) {
  }

  @Nullable
  Integer findSubject(Subject subject) {
    var rows = queries.run(SUBJECT, Tuple.of(organization, subject.type(), subject.id())).iterator();
    return rows.hasNext() ? rows.next().getInteger("id") : null;
  }

  List<SeriesQuery.Measure> measures(int subject, String metric) {
    return list(queries.run(MEASURES, Tuple.of(organization, subject, metric)),
        row -> new SeriesQuery.Measure(row.getInteger("id"), row.getString("platform"),
            Objects.requireNonNull(Kind.find(row.getString("kind")))));
  }

  Through completeThrough() {
    var through = new HashMap<String, Instant>();
    for (var row : queries.run(WATERMARKS, Tuple.of(Lane.LIVE.topic(), Lane.BACKFILL.topic(), Lane.PARTITIONS))) {
      var least = row.getOffsetDateTime("through");
      if (least != null) {
        through.put(row.getString("topic"), least.toInstant().minus(GRACE));
      }
    }
    return new Through(through.get(Lane.LIVE.topic()), through.get(Lane.BACKFILL.topic()));
  }

  List<Found> amounts(int subject, Integer[] measures, Edges edges) {
    return list(queries.run(AMOUNTS, arguments(subject, measures, edges)),
        row -> new Found(row.getInteger("bucket") - 1, row.getInteger("measure_id"),
            Part.amounts(row.getLong("events"), row.getBigDecimal("sum"), row.getDouble("minimum"),
                row.getDouble("maximum"))));
  }

  List<Found> lasts(int subject, Integer[] measures, Edges edges) {
    return list(queries.run(LASTS, arguments(subject, measures, edges)),
        row -> new Found(row.getInteger("bucket") - 1, row.getInteger("measure_id"),
            Part.last(new Part.Last(row.getOffsetDateTime("observed_at").toInstant(), row.getUUID("event_key"),
                row.getDouble("value")))));
  }

  /// From the rollups; every edge must be a UTC midnight.
  List<Found> days(int subject, Integer[] measures, Edges edges) {
    var first = day(edges.from(0));
    var rows = queries.run(DAYS,
        Tuple.of(organization, subject, measures, first, day(edges.to(edges.size() - 1))));
    return list(rows, row -> new Found(bucketOf(row.getLocalDate("day"), edges), row.getInteger("measure_id"),
        new Part(row.getLong("events"), row.getBigDecimal("sum"), row.getDouble("minimum"), row.getDouble("maximum"),
            new Part.Last(row.getOffsetDateTime("last_at").toInstant(), row.getUUID("last_key"),
                row.getDouble("last_value")),
            BigDecimal.ZERO)));
  }

  /// The last number before the range comes from the raw rows of the day that the range begins in, or else from the latest
  /// day before it that has any: no scan back through empty partitions.
  List<Found> growth(int subject, Integer[] measures, Edges edges) {
    var before = startValues(subject, measures, edges.from(0));
    var arguments = arguments(subject, measures, edges);
    arguments.addArrayOfInteger(before.keySet().toArray(Integer[]::new));
    arguments.addArrayOfDouble(before.values().toArray(Double[]::new));
    return list(queries.run(GROWTH, arguments), row -> new Found(row.getInteger("bucket") - 1,
        row.getInteger("measure_id"), Part.growth(row.getLong("events"), row.getBigDecimal("rise"))));
  }

  private Map<Integer, Double> startValues(int subject, Integer[] measures, Instant from) {
    var values = new HashMap<Integer, Double>();
    var today = day(from);
    for (var row : queries.run(LAST_DAY_BEFORE, Tuple.of(organization, subject, measures, today))) {
      values.put(row.getInteger("measure_id"), row.getDouble("last_value"));
    }
    var midnight = today.atStartOfDay(ZoneOffset.UTC).toInstant();
    if (midnight.isBefore(from)) {
      lasts(subject, measures, new Edges(List.of(midnight, from)))
          .forEach(found -> values.put(found.measure(), Objects.requireNonNull(found.part().last()).value()));
    }
    return values;
  }

  private Tuple arguments(int subject, Integer[] measures, Edges edges) {
    var starts = edges.marks().subList(0, edges.size()).stream().map(SeriesStore::utc).toArray(OffsetDateTime[]::new);
    return Tuple.from(Arrays.asList(organization, subject, measures, starts, utc(edges.from(0)),
        utc(edges.to(edges.size() - 1))));
  }

  private static int bucketOf(LocalDate day, Edges edges) {
    int place = Collections.binarySearch(edges.marks(), day.atStartOfDay(ZoneOffset.UTC).toInstant());
    return place >= 0 ? place : -place - 2;
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> mapper) {
    var list = new ArrayList<T>(rows.size());
    StreamSupport.stream(rows.spliterator(), false).map(mapper).forEach(list::add);
    return list;
  }
}

package io.groundswell.metrics.series;

import io.groundswell.contract.Kind;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.calendar.Edges;
import io.groundswell.metrics.calendar.Edges.Stretch;
import io.groundswell.metrics.rollup.Change;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Reads series within one snapshot of one organisation.
final class SeriesStore {

  static final String SUBJECT = """
      SELECT id FROM analytics.subject WHERE organization_id = $1 AND type = $2 AND external_id = $3""";

  static final String MEASURES = """
      SELECT m.id, m.platform, m.kind FROM analytics.measure AS m
      WHERE m.metric = $3 AND EXISTS (
        SELECT FROM analytics.metric_rollup_day AS d
        WHERE d.organization_id = $1 AND d.subject_id = $2 AND d.measure_id = m.id)
      ORDER BY m.platform, m.kind""";

  static final String CHANGES = """
      SELECT d.day, sum(d.events)::bigint AS events, sum(d.revision)::bigint AS revision, max(d.changed_at) AS changed_at,
        (array_agg(d.change_reason ORDER BY d.changed_at DESC))[1] AS change_reason,
        array_agg(d.measure_id) FILTER (WHERE p.day IS NULL OR d.thinned) AS gone
      FROM analytics.metric_rollup_day AS d LEFT JOIN analytics.partition_day AS p ON p.day = d.day
      WHERE d.organization_id = $1 AND d.subject_id = $2 AND d.measure_id = ANY($3) AND d.day >= $4 AND d.day <= $5
      GROUP BY d.day""";

  /// The rows of some stretches of time; the bounds of all of them together let the planner leave out partitions.
  private static final String ROWS_OF_STRETCHES = """
      FROM unnest($5::timestamptz[], $6::timestamptz[]) AS stretch (since, until)
      CROSS JOIN LATERAL (
        SELECT observed_at, measure_id, event_key, value FROM analytics.time_series_metrics
        WHERE organization_id = $1 AND subject_id = $2 AND measure_id = ANY($3)
          AND observed_at >= stretch.since AND observed_at < stretch.until AND observed_at >= $7 AND observed_at < $8
        OFFSET 0) AS number
      """;

  static final String AMOUNTS = """
      SELECT width_bucket(observed_at, $4::timestamptz[]) AS bucket, measure_id, count(*) AS events,
        sum(value::numeric) AS sum, min(value) AS minimum, max(value) AS maximum
      """ + ROWS_OF_STRETCHES + "GROUP BY 1, 2";

  static final String LASTS = """
      SELECT DISTINCT ON (bucket, measure_id) width_bucket(observed_at, $4::timestamptz[]) AS bucket, measure_id,
        observed_at, event_key, value
      """ + ROWS_OF_STRETCHES + "ORDER BY bucket, measure_id, observed_at DESC, event_key DESC";

  static final String QUANTILES = """
      SELECT width_bucket(observed_at, $4::timestamptz[]) AS bucket,
        percentile_disc($7) WITHIN GROUP (ORDER BY value) AS figure
      FROM analytics.time_series_metrics
      WHERE organization_id = $1 AND subject_id = $2 AND measure_id = ANY($3) AND observed_at >= $5 AND observed_at < $6
      GROUP BY 1""";

  static final String PERSONS = """
      SELECT width_bucket(number.observed_at, $4::timestamptz[]) AS bucket, count(DISTINCT event.user_id) AS figure
      FROM analytics.time_series_metrics AS number
      JOIN analytics.analytics_events AS event ON event.organization_id = number.organization_id
        AND event.subject_id = number.subject_id AND event.event_timestamp = number.observed_at
        AND event.event_key = number.event_key
      WHERE number.organization_id = $1 AND number.subject_id = $2 AND number.measure_id = ANY($3)
        AND number.observed_at >= $5 AND number.observed_at < $6
        AND event.event_timestamp >= $5 AND event.event_timestamp < $6
      GROUP BY 1""";

  static final String SKETCHES = """
      SELECT d.day, CASE WHEN s.events = d.events THEN s.persons END AS persons,
        CASE WHEN s.events = d.events THEN s.quantiles END AS quantiles
      FROM analytics.metric_rollup_day AS d
      LEFT JOIN analytics.metric_sketch_day AS s ON s.organization_id = d.organization_id AND s.subject_id = d.subject_id
        AND s.measure_id = d.measure_id AND s.day = d.day
      WHERE d.organization_id = $1 AND d.subject_id = $2 AND d.measure_id = ANY($3) AND d.day >= $4 AND d.day <= $5
      ORDER BY d.day""";

  private static final int VALUES_A_TIME = 10_000;
  private static final UUID LEAST = new UUID(0, 0);

  /// In the order of the key, so many at a time: a month of a busy subject in memory would be no answer but an outage.
  static final String VALUES_BESIDE = """
      SELECT width_bucket(observed_at, $4::timestamptz[]) AS bucket, observed_at, event_key, ordinal, value
      FROM analytics.time_series_metrics
      WHERE organization_id = $1 AND subject_id = $2 AND measure_id = ANY($3) AND observed_at >= $5 AND observed_at < $6
        AND (observed_at, event_key, ordinal) > ($7, $8, $9)
      ORDER BY observed_at, event_key, ordinal LIMIT $10""";

  static final String PERSONS_BESIDE = """
      SELECT DISTINCT width_bucket(number.observed_at, $4::timestamptz[]) AS bucket, event.user_id
      """ + ROWS_OF_STRETCHES + """
      JOIN analytics.analytics_events AS event ON event.organization_id = $1 AND event.subject_id = $2
        AND event.event_timestamp = number.observed_at AND event.event_key = number.event_key
        AND event.event_timestamp >= $7 AND event.event_timestamp < $8
      WHERE event.user_id IS NOT NULL""";

  static final String DAYS = """
      SELECT day, measure_id, events, sum, minimum, maximum, last_at, last_key, last_value
      FROM analytics.metric_rollup_day
      WHERE organization_id = $1 AND subject_id = $2 AND measure_id = ANY($3) AND day >= $4 AND day <= $5""";

  static final String LAST_DAY_BEFORE = """
      SELECT asked.measure_id, before.last_value
      FROM unnest($3::int[]) AS asked (measure_id)
      CROSS JOIN LATERAL (
        SELECT last_value FROM analytics.metric_rollup_day AS d
        WHERE d.organization_id = $1 AND d.subject_id = $2 AND d.measure_id = asked.measure_id AND d.day < $4
        ORDER BY d.day DESC LIMIT 1) AS before""";

  // Of days whose rows are gone, or some of them, the last number is in the rollup: it counts for nothing itself, but
  // the next step begins there.
  static final String GROWTH = """
      WITH point AS (
        SELECT measure_id, observed_at, event_key, value::numeric AS value, true AS counts
        FROM analytics.time_series_metrics
        WHERE organization_id = $1 AND subject_id = $2 AND measure_id = ANY($3) AND observed_at >= $5 AND observed_at < $6
        UNION ALL
        SELECT d.measure_id, d.last_at, d.last_key, d.last_value::numeric, false
        FROM analytics.metric_rollup_day AS d LEFT JOIN analytics.partition_day AS p ON p.day = d.day
        WHERE d.organization_id = $1 AND d.subject_id = $2 AND d.measure_id = ANY($3) AND d.day >= $9 AND d.day <= $10
          AND (p.day IS NULL OR d.thinned)
        UNION ALL
        SELECT measure_id, '-infinity', NULL, value::numeric, false
        FROM unnest($7::int[], $8::float8[]) AS start (measure_id, value)
      ), step AS (
        SELECT measure_id, observed_at, value, counts,
          lag(value) OVER (PARTITION BY measure_id ORDER BY observed_at, event_key) AS before
        FROM point)
      SELECT width_bucket(observed_at, $4::timestamptz[]) AS bucket, measure_id, count(*) AS events,
        sum(CASE WHEN before IS NULL THEN 0 WHEN value >= before THEN value - before ELSE value END) AS rise
      FROM step WHERE counts
      GROUP BY 1, 2""";

  private final ScopedReads.Queries queries;
  private final int organization;

  SeriesStore(ScopedReads.Queries queries, int organization) {
    this.queries = queries;
    this.organization = organization;
  }

  int organization() {
    return organization;
  }

  /// What a measure comes to in a bucket, counted from 0.
  record Found(int bucket, int measure, Part part) {
  }

  /// A UTC day on which the series has numbers.
  ///
  /// @param events numbers, of all measures
  /// @param gone the measures of which raw rows are not at hand any more
  record Day(long events, Series.Changed changed, List<Integer> gone) {

    boolean standsFor(Integer[] measures) {
      return Stream.of(measures).noneMatch(gone::contains);
    }
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

  /// How the rollups of these days have changed, by day; only those that have one.
  NavigableMap<LocalDate, Day> changes(int subject, Integer[] measures, LocalDate first, LocalDate last) {
    var days = new TreeMap<LocalDate, Day>();
    for (var row : queries.run(CHANGES, Tuple.of(organization, subject, measures, first, last))) {
      days.put(row.getLocalDate("day"), new Day(row.getLong("events"), new Series.Changed(row.getLong("revision"),
          row.getOffsetDateTime("changed_at").toInstant(), Change.find(row.getString("change_reason"))),
          gone(row.getArrayOfIntegers("gone"))));
    }
    return days;
  }

  private static List<Integer> gone(Integer @Nullable [] measures) {
    return measures == null ? List.of() : List.of(measures);
  }

  List<Found> amounts(int subject, Integer[] measures, Edges edges, List<Stretch> stretches) {
    return list(queries.run(AMOUNTS, arguments(subject, measures, edges, stretches)),
        row -> new Found(row.getInteger("bucket") - 1, row.getInteger("measure_id"),
            Part.amounts(row.getLong("events"), row.getBigDecimal("sum"), row.getDouble("minimum"),
                row.getDouble("maximum"), null)));
  }

  List<Found> lasts(int subject, Integer[] measures, Edges edges, List<Stretch> stretches) {
    return list(queries.run(LASTS, arguments(subject, measures, edges, stretches)),
        row -> new Found(row.getInteger("bucket") - 1, row.getInteger("measure_id"),
            Part.last(new Part.Last(row.getOffsetDateTime("observed_at").toInstant(), row.getUUID("event_key"),
                row.getDouble("value")))));
  }

  /// From the rollups: of those UTC days that lie in one bucket as a whole.
  List<Found> days(int subject, Integer[] measures, Edges edges) {
    var found = new ArrayList<Found>();
    for (var row : queries.run(DAYS,
        Tuple.of(organization, subject, measures, edges.firstDay(), edges.lastDay()))) {
      int bucket = edges.bucketOfWhole(row.getLocalDate("day"));
      if (bucket >= 0) {
        found.add(new Found(bucket, row.getInteger("measure_id"), Part.amounts(row.getLong("events"),
            row.getBigDecimal("sum"), row.getDouble("minimum"), row.getDouble("maximum"),
            new Part.Last(row.getOffsetDateTime("last_at").toInstant(), row.getUUID("last_key"),
                row.getDouble("last_value")))));
      }
    }
    return found;
  }

  /// The sketches of a UTC day on which the series has numbers, one for each measure; one that is missing is null.
  record SketchedDay(LocalDate day, byte @Nullable [] persons, byte @Nullable [] quantiles) {

    private static byte @Nullable [] bytes(Row row, String column) {
      var buffer = row.getBuffer(column);
      return buffer == null ? null : buffer.getBytes();
    }
  }

  List<SketchedDay> sketches(int subject, Integer[] measures, Edges edges) {
    return list(queries.run(SKETCHES, Tuple.of(organization, subject, measures, edges.firstDay(), edges.lastDay())),
        row -> new SketchedDay(row.getLocalDate("day"), SketchedDay.bytes(row, "persons"),
            SketchedDay.bytes(row, "quantiles")));
  }

  /// Each value with its bucket.
  void values(int subject, Integer[] measures, Edges edges, List<Stretch> stretches, ObjDoubleConsumer<Integer> each) {
    for (var stretch : stretches) {
      var place = new Place(utc(stretch.from()), LEAST, (short) -1);
      int read = VALUES_A_TIME;
      while (read == VALUES_A_TIME) {
        var rows = queries.run(VALUES_BESIDE, head(subject, measures, edges).addOffsetDateTime(utc(stretch.from()))
            .addOffsetDateTime(utc(stretch.to())).addOffsetDateTime(place.at).addUUID(place.event)
            .addShort(place.ordinal).addInteger(VALUES_A_TIME));
        for (var row : rows) {
          each.accept(row.getInteger("bucket") - 1, row.getDouble("value"));
          place = new Place(row.getOffsetDateTime("observed_at"), row.getUUID("event_key"), row.getShort("ordinal"));
        }
        read = rows.size();
      }
    }
  }

  /// Behind which values go on.
  private record Place(OffsetDateTime at, UUID event, short ordinal) {
  }

  /// Each person once with each bucket.
  void persons(int subject, Integer[] measures, Edges edges, List<Stretch> stretches, ObjLongConsumer<Integer> each) {
    for (var row : queries.run(PERSONS_BESIDE, arguments(subject, measures, edges, stretches))) {
      each.accept(row.getInteger("bucket") - 1, row.getLong("user_id"));
    }
  }

  /// @param rank 0 to 1
  List<Found> quantiles(int subject, Integer[] measures, Edges edges, double rank) {
    return list(queries.run(QUANTILES, arguments(subject, measures, edges).addDouble(rank)),
        row -> new Found(row.getInteger("bucket") - 1, 0, Part.figure(BigDecimal.valueOf(row.getDouble("figure")))));
  }

  List<Found> persons(int subject, Integer[] measures, Edges edges) {
    return list(queries.run(PERSONS, arguments(subject, measures, edges)),
        row -> new Found(row.getInteger("bucket") - 1, 0, Part.figure(BigDecimal.valueOf(row.getLong("figure")))));
  }

  /// The last number before the range comes from the raw rows of the day that the range begins in, or else from the
  /// latest day before it that has any: no scan back through empty partitions. Where rows of days within the range are
  /// gone, the number before the next step comes from their rollups in the same way.
  List<Found> growth(int subject, Integer[] measures, Edges edges) {
    var before = valuesBefore(subject, measures, edges.from());
    var arguments = arguments(subject, measures, edges);
    arguments.addArrayOfInteger(before.keySet().toArray(Integer[]::new));
    arguments.addArrayOfDouble(before.values().toArray(Double[]::new));
    arguments.addLocalDate(edges.firstDay()).addLocalDate(edges.lastDay());
    return list(queries.run(GROWTH, arguments), row -> new Found(row.getInteger("bucket") - 1,
        row.getInteger("measure_id"), Part.growth(row.getLong("events"), row.getBigDecimal("rise"))));
  }

  /// The last number of each measure before an instant, by measure.
  Map<Integer, Double> valuesBefore(int subject, Integer[] measures, Instant from) {
    var values = new HashMap<Integer, Double>();
    var today = LocalDate.ofInstant(from, ZoneOffset.UTC);
    for (var row : queries.run(LAST_DAY_BEFORE, Tuple.of(organization, subject, measures, today))) {
      values.put(row.getInteger("measure_id"), row.getDouble("last_value"));
    }
    var midnight = today.atStartOfDay(ZoneOffset.UTC).toInstant();
    if (midnight.isBefore(from)) {
      var day = new Edges(List.of(midnight, from));
      lasts(subject, measures, day, List.of(new Stretch(midnight, from)))
          .forEach(found -> values.put(found.measure(), Objects.requireNonNull(found.part().last()).value()));
    }
    return values;
  }

  private Tuple arguments(int subject, Integer[] measures, Edges edges, List<Stretch> stretches) {
    return head(subject, measures, edges)
        .addArrayOfOffsetDateTime(stretches.stream().map(each -> utc(each.from())).toArray(OffsetDateTime[]::new))
        .addArrayOfOffsetDateTime(stretches.stream().map(each -> utc(each.to())).toArray(OffsetDateTime[]::new))
        .addOffsetDateTime(utc(stretches.getFirst().from()))
        .addOffsetDateTime(utc(stretches.getLast().to()));
  }

  private Tuple arguments(int subject, Integer[] measures, Edges edges) {
    return head(subject, measures, edges).addOffsetDateTime(utc(edges.from())).addOffsetDateTime(utc(edges.to()));
  }

  private Tuple head(int subject, Integer[] measures, Edges edges) {
    var starts = edges.marks().subList(0, edges.size()).stream().map(SeriesStore::utc).toArray(OffsetDateTime[]::new);
    return Tuple.tuple().addInteger(organization).addInteger(subject).addArrayOfInteger(measures)
        .addArrayOfOffsetDateTime(starts);
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

package io.groundswell.metrics.sketch;

import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Compares the sketches of a UTC day with the raw rows, and makes those anew that differ. One that counts other rows
/// than the day's rollup is believed by nobody and left alone.
public final class SketchAudit {

  private static final double[] RANKS = {0.5, 0.9, 0.95, 0.99};
  /// So many times as far as a rank is off in one of a hundred: further off than chance has it.
  private static final double BEYOND_CHANCE = 3;

  private static final String SERIES = """
      SELECT d.organization_id, d.subject_id, d.measure_id
      FROM analytics.metric_rollup_day AS d JOIN analytics.measure AS m ON m.id = d.measure_id
      WHERE d.day = $1 AND NOT d.thinned AND m.metric = ANY ($2) ORDER BY 1, 2, 3""";

  // The sketch and its rows in one statement: of a batch it sees both or neither.
  private static final String READ = """
      SELECT s.organization_id, s.subject_id, s.measure_id, s.persons, s.quantiles, number.figures, number.people
      FROM unnest($2::int[], $3::int[], $4::int[]) AS asked (organization_id, subject_id, measure_id)
      JOIN analytics.metric_rollup_day AS d USING (organization_id, subject_id, measure_id)
      JOIN analytics.metric_sketch_day AS s USING (organization_id, subject_id, measure_id)
      CROSS JOIN LATERAL (
        SELECT array_agg(t.value) AS figures,
          array_agg(DISTINCT e.user_id) FILTER (WHERE e.user_id IS NOT NULL) AS people
        FROM analytics.time_series_metrics AS t
        LEFT JOIN analytics.analytics_events AS e ON e.organization_id = t.organization_id AND e.subject_id = t.subject_id
          AND e.event_timestamp = t.observed_at AND e.event_key = t.event_key
          AND e.event_timestamp >= $1::date::timestamp AT TIME ZONE 'UTC'
          AND e.event_timestamp < ($1::date + 1)::timestamp AT TIME ZONE 'UTC'
        WHERE t.organization_id = asked.organization_id AND t.subject_id = asked.subject_id
          AND t.measure_id = asked.measure_id
          AND t.observed_at >= $1::date::timestamp AT TIME ZONE 'UTC'
          AND t.observed_at < ($1::date + 1)::timestamp AT TIME ZONE 'UTC') AS number
      WHERE d.day = $1::date AND s.day = $1::date AND s.events = d.events AND NOT d.thinned
      ORDER BY 1, 2, 3""";

  // With the rollup's revision every answer that the sketch is part of is another one.
  private static final String MEND = """
      WITH told AS (
        INSERT INTO analytics.audit_finding (organization_id, subject_id, measure_id, day, kept, recomputed)
        VALUES ($1, $2, $3, $4, $7::text::jsonb, $8::text::jsonb)),
      renewed AS (
        UPDATE analytics.metric_rollup_day SET revision = revision + 1, changed_at = now(), change_reason = 'repair'
        WHERE organization_id = $1 AND subject_id = $2 AND measure_id = $3 AND day = $4)
      UPDATE analytics.metric_sketch_day SET persons = $5, quantiles = $6
      WHERE organization_id = $1 AND subject_id = $2 AND measure_id = $3 AND day = $4""";

  private final String[] metrics;

  public SketchAudit(SketchConfig config) {
    Set<String> all = new TreeSet<>(config.persons().orElse(Set.of()));
    all.addAll(config.quantiles().orElse(Set.of()));
    this.metrics = all.toArray(String[]::new);
  }

  /// A series that may have a sketch.
  public record Series(int organization, int subject, int measure) {

    private static Series from(Row row) {
      return new Series(row.getInteger("organization_id"), row.getInteger("subject_id"), row.getInteger("measure_id"));
    }
  }

  /// All of the day; none where no metric is sketched.
  public List<Series> series(Statements statements, LocalDate day) {
    return metrics.length == 0 ? List.of() : StreamSupport.stream(
        statements.run(SERIES, Tuple.from(List.of(day, metrics))).spliterator(), false).map(Series::from).toList();
  }

  /// Those whose sketch is not what the rows come to.
  public List<Series> wrong(Statements statements, LocalDate day, List<Series> some) {
    return read(statements, day, some).stream().filter(sketch -> sketch.finding() != null).map(Sketch::of).toList();
  }

  /// Makes the sketches of these anew. The caller holds the locks of all slots.
  ///
  /// @return of how many that was needed
  public int mend(Statements statements, LocalDate day, List<Series> wrong) {
    int mended = 0;
    for (var sketch : read(statements, day, wrong)) {
      var finding = sketch.finding();
      if (finding != null) {
        mended += statements.run(MEND, Tuple.from(Arrays.asList(sketch.of.organization, sketch.of.subject,
            sketch.of.measure, day, sketch.persons == null ? null : Buffer.buffer(sketch.newPersons().bytes()),
            sketch.quantiles == null ? null : Buffer.buffer(sketch.newQuantiles().bytes()), finding.kept.encode(),
            finding.recomputed.encode()))).rowCount();
      }
    }
    return mended;
  }

  private static List<Sketch> read(Statements statements, LocalDate day, List<Series> some) {
    var found = new ArrayList<Sketch>();
    for (var row : statements.run(READ, Tuple.from(List.of(day, column(some, Series::organization),
        column(some, Series::subject), column(some, Series::measure))))) {
      var figures = row.getArrayOfDoubles("figures");
      var people = row.getArrayOfLongs("people");
      found.add(new Sketch(Series.from(row), bytes(row, "persons"), bytes(row, "quantiles"),
          figures == null ? List.of() : List.of(figures), people == null ? List.of() : List.of(people)));
    }
    return found;
  }

  private static Integer[] column(List<Series> series, ToIntFunction<Series> value) {
    return series.stream().mapToInt(value).boxed().toArray(Integer[]::new);
  }

  private static byte @Nullable [] bytes(Row row, String column) {
    var buffer = row.getBuffer(column);
    return buffer == null ? null : buffer.getBytes();
  }

  private record Finding(JsonObject kept, JsonObject recomputed) {
  }

  /// What is kept of a series, and what its rows are.
  private record Sketch(Series of, byte @Nullable [] persons, byte @Nullable [] quantiles, List<Double> figures,
      List<Long> people) {

    /// Null where nothing is wrong.
    private @Nullable Finding finding() {
      var kept = new JsonObject();
      var recomputed = new JsonObject();
      if (persons != null && !hasItsPersons(persons)) {
        kept.put("persons", countOf(persons));
        recomputed.put("persons", newPersons().count());
      }
      if (quantiles != null && !hasItsQuantiles(quantiles)) {
        kept.put("quantiles", middleOf(quantiles));
        recomputed.put("quantiles", newQuantiles().isEmpty() ? null : newQuantiles().at(RANKS[0]));
      }
      return recomputed.isEmpty() ? null : new Finding(kept, recomputed);
    }

    private Persons newPersons() {
      var sketch = new Persons();
      people.forEach(sketch::add);
      return sketch;
    }

    private Quantiles newQuantiles() {
      var sketch = new Quantiles();
      figures.forEach(sketch::add);
      return sketch;
    }

    /// As many, and no other ones: to add them changes nothing.
    private boolean hasItsPersons(byte[] bytes) {
      var wanted = newPersons();
      try {
        var both = new Persons();
        both.add(bytes);
        boolean asMany = both.count() == wanted.count();
        people.forEach(both::add);
        return asMany && both.count() == wanted.count();
      } catch (RuntimeException unreadable) {
        return false;
      }
    }

    private boolean hasItsQuantiles(byte[] bytes) {
      try {
        var sketch = new Quantiles();
        sketch.add(bytes);
        if (sketch.count() != figures.size()) {
          return false;
        }
        var sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double slack = sketch.isExact() ? 0 : BEYOND_CHANCE * Quantiles.ERROR;
        return Arrays.stream(RANKS).allMatch(rank -> isNear(sorted, sketch.at(rank), rank, slack));
      } catch (RuntimeException unreadable) {
        return false;
      }
    }

    /// Whether the value is a quantile of this rank, or of one not further away than the slack.
    private static boolean isNear(double[] sorted, double value, double rank, double slack) {
      long below = Arrays.stream(sorted).filter(each -> each < value).count();
      long upTo = Arrays.stream(sorted).filter(each -> each <= value).count();
      double wanted = Math.ceil(rank * sorted.length);
      // Whoever rounds the rank otherwise is at the neighbour.
      double room = Math.max(1, slack * sorted.length);
      return upTo > below && below < wanted + room && upTo >= wanted - room;
    }

    private static @Nullable Long countOf(byte[] bytes) {
      try {
        var sketch = new Persons();
        sketch.add(bytes);
        return sketch.count();
      } catch (RuntimeException unreadable) {
        return null;
      }
    }

    private static @Nullable Double middleOf(byte[] bytes) {
      try {
        var sketch = new Quantiles();
        sketch.add(bytes);
        return sketch.isEmpty() ? null : Double.valueOf(sketch.at(RANKS[0]));
      } catch (RuntimeException unreadable) {
        return null;
      }
    }
  }
}

package io.groundswell.metrics.sketch;

import io.groundswell.exactlyonce.Transaction;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Collects what a batch adds to the sketches, and merges it into `metric_sketch_day`, in the transaction of the rows.
///
/// A sketch is merged here and not by the database, so it is read, changed and written. Nobody else can do so
/// meanwhile: whoever writes a subject's sketches holds the lock of its slot.
public final class DaySketches {

  private static final String KEPT = """
      SELECT d.organization_id, d.subject_id, d.measure_id, d.day, d.events, d.persons, d.quantiles
      FROM unnest($1::int[], $2::int[], $3::int[], $4::date[]) AS asked (organization_id, subject_id, measure_id, day)
      JOIN analytics.metric_sketch_day AS d USING (organization_id, subject_id, measure_id, day)""";

  private static final String WRITE = """
      INSERT INTO analytics.metric_sketch_day (organization_id, subject_id, measure_id, day, events, persons, quantiles)
      SELECT * FROM unnest($1::int[], $2::int[], $3::int[], $4::date[], $5::bigint[], $6::bytea[], $7::bytea[])
      ON CONFLICT (organization_id, subject_id, measure_id, day) DO UPDATE SET events = excluded.events,
        persons = excluded.persons, quantiles = excluded.quantiles""";

  private static final String VALUES = """
      SELECT value FROM analytics.time_series_metrics
      WHERE organization_id = $1 AND subject_id = $2 AND measure_id = $3 AND observed_at >= $4 AND observed_at < $5""";

  private static final String REPLACE = """
      UPDATE analytics.metric_sketch_day SET quantiles = $5
      WHERE organization_id = $1 AND subject_id = $2 AND measure_id = $3 AND day = $4 AND quantiles IS NOT NULL""";

  private final Set<String> ofPersons;
  private final Set<String> ofQuantiles;
  private final Map<Key, Sketch> added = new TreeMap<>(Key.ORDER);

  public DaySketches(SketchConfig config) {
    this.ofPersons = config.persons().orElse(Set.of());
    this.ofQuantiles = config.quantiles().orElse(Set.of());
  }

  private record Key(int organization, int subject, int measure, LocalDate day) {

    /// That of the table's key.
    static final Comparator<Key> ORDER = Comparator.comparingInt(Key::organization).thenComparingInt(Key::subject)
        .thenComparingInt(Key::measure).thenComparing(Key::day);
  }

  private static final class Sketch {

    private final @Nullable Persons persons;
    private final @Nullable Quantiles quantiles;
    private long events;

    private Sketch(boolean ofPersons, boolean ofQuantiles) {
      this.persons = ofPersons ? new Persons() : null;
      this.quantiles = ofQuantiles ? new Quantiles() : null;
    }

    /// What was kept. Of a sketch that was configured since its day began the events do not count: so they are not
    /// those of the day's rollup, and the day is read raw.
    private void add(long keptEvents, @Nullable Buffer keptPersons, @Nullable Buffer keptQuantiles) {
      if (persons != null && keptPersons != null) {
        persons.add(keptPersons.getBytes());
      }
      if (quantiles != null && keptQuantiles != null) {
        quantiles.add(keptQuantiles.getBytes());
      }
      boolean isWhole = (persons == null || keptPersons != null) && (quantiles == null || keptQuantiles != null);
      events += isWhole ? keptEvents : 0;
    }
  }

  /// Whether anything is kept of the metric.
  public boolean has(String metric) {
    return ofPersons.contains(metric) || ofQuantiles.contains(metric);
  }

  /// A number that was stored; of a metric that [#has] says.
  ///
  /// @param person null: nobody's
  public void add(int organization, int subject, int measure, String metric, Instant at, double value,
      @Nullable Long person) {
    var sketch = added.computeIfAbsent(new Key(organization, subject, measure, LocalDate.ofInstant(at, ZoneOffset.UTC)),
        first -> new Sketch(ofPersons.contains(metric), ofQuantiles.contains(metric)));
    sketch.events++;
    if (sketch.persons != null && person != null) {
      sketch.persons.add(person);
    }
    if (sketch.quantiles != null) {
      sketch.quantiles.add(value);
    }
  }

  public boolean isEmpty() {
    return added.isEmpty();
  }

  /// With the slots' lock. Nobody needs to wait for the last statement.
  public void merge(Transaction transaction) {
    var keys = List.copyOf(added.keySet());
    for (var row : transaction.run(KEPT, Tuple.from(names(keys)))) {
      var sketch = added.get(new Key(row.getInteger(0), row.getInteger(1), row.getInteger(2), row.getLocalDate(3)));
      if (sketch != null) {
        sketch.add(row.getLong(4), row.getBuffer(5), row.getBuffer(6));
      }
    }
    var sketches = List.copyOf(added.values());
    var names = names(keys);
    transaction.send(WRITE, Tuple.from(Arrays.asList(names.get(0), names.get(1), names.get(2), names.get(3),
        column(sketches, sketch -> sketch.events, Long[]::new),
        column(sketches, sketch -> sketch.persons == null ? null : Buffer.buffer(sketch.persons.bytes()),
            Buffer[]::new),
        column(sketches, sketch -> sketch.quantiles == null ? null : Buffer.buffer(sketch.quantiles.bytes()),
            Buffer[]::new))));
  }

  /// Makes a day's quantiles anew, of which a number was corrected. With the slot's lock, after [#merge].
  public void renew(Transaction transaction, int organization, int subject, int measure, String metric, Instant at) {
    if (!ofQuantiles.contains(metric)) {
      return;
    }
    var day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    var quantiles = new Quantiles();
    for (var row : transaction.run(VALUES,
        Tuple.of(organization, subject, measure, midnight(day), midnight(day.plusDays(1))))) {
      quantiles.add(row.getDouble(0));
    }
    transaction.send(REPLACE, Tuple.of(organization, subject, measure, day, Buffer.buffer(quantiles.bytes())));
  }

  private static List<Object> names(List<Key> keys) {
    return List.of(column(keys, Key::organization, Integer[]::new), column(keys, Key::subject, Integer[]::new),
        column(keys, Key::measure, Integer[]::new), column(keys, Key::day, LocalDate[]::new));
  }

  private static OffsetDateTime midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toOffsetDateTime();
  }

  private static <E, T> @Nullable T[] column(List<E> rows, Function<E, @Nullable T> value,
      IntFunction<@Nullable T[]> array) {
    return rows.stream().map(value).toArray(array);
  }
}

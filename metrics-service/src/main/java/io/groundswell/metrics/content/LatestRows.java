package io.groundswell.metrics.content;

import io.groundswell.exactlyonce.Transaction;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rows that stand for the latest that was said of something. They are locked in the order of their keys, put together
/// with what is told, and written where that changes them.
final class LatestRows {

  private static final String READ = """
      SELECT asked.place, kept.*
      FROM unnest($1::int[], $2::int[], $3::text[]) WITH ORDINALITY AS asked (organization_id, subject_id, platform, place)
      CROSS JOIN LATERAL (
        SELECT first_seen, indexed_at, observed_at, clock, {read} FROM {table} AS r
        WHERE r.organization_id = asked.organization_id AND r.subject_id = asked.subject_id
          AND r.platform = asked.platform
        LIMIT 1 FOR NO KEY UPDATE) AS kept""";

  private static final String TOLD = """
      unnest($1::int[], $2::int[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::bytea[], {arrays})
        AS told (organization_id, subject_id, platform, first_seen, indexed_at, observed_at, clock, {columns})""";

  private static final String ADD = """
      INSERT INTO {table} (organization_id, subject_id, platform, first_seen, indexed_at, observed_at, clock, {columns})
      SELECT organization_id, subject_id, platform, first_seen, indexed_at, observed_at, clock, {written} FROM {told}
      ON CONFLICT DO NOTHING RETURNING organization_id, subject_id, platform""";

  private static final String CHANGE =
      """
      UPDATE {table} AS r SET first_seen = told.first_seen, indexed_at = told.indexed_at, observed_at = told.observed_at,
        clock = told.clock, {set}
      FROM {told}
      WHERE r.organization_id = told.organization_id AND r.subject_id = told.subject_id AND r.platform = told.platform""";

  private final List<Column> columns;
  private final String read;
  private final String add;
  private final String change;

  LatestRows(String table, List<Column> columns) {
    this.columns = columns;
    this.read = filled(READ, table);
    this.add = filled(ADD, table);
    this.change = filled(CHANGE, table);
  }

  /// @param otherwise what stands in the column where nothing was said of it
  record Column(String name, String type, String otherwise) {

    Column(String name, String type) {
      this(name, type, "NULL");
    }

    /// The text by which values are compared; times in UTC with six decimals, as [ContentReader] writes them.
    String asText() {
      return type.equals("timestamptz")
          ? "to_char(r." + name + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') AS " + name
          : "r." + name + "::text AS " + name;
    }

    String written() {
      return "coalesce(told." + name + "::" + type + ", " + otherwise + ")";
    }
  }

  record Key(int organization, int subject, String platform) implements Comparable<Key> {

    private static final Comparator<Key> ORDER = Comparator.comparingInt(Key::organization)
        .thenComparingInt(Key::subject)
        .thenComparing(Key::platform);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /// A row, or what a batch would make of it.
  record Sighting(Instant firstSeen, Instant indexedAt, Known known) {

    Sighting join(Sighting other) {
      var joined = new Known(known.columns());
      joined.join(known);
      joined.join(other.known);
      return new Sighting(earlier(firstSeen, other.firstSeen), earlier(indexedAt, other.indexedAt), joined);
    }

    boolean saysTheSameAs(Sighting other) {
      return firstSeen.equals(other.firstSeen) && indexedAt.equals(other.indexedAt)
          && Arrays.equals(known.clock(), other.known.clock())
          && IntStream.range(0, known.columns())
              .allMatch(
                  column -> String.valueOf(known.value(column)).equals(String.valueOf(other.known.value(column))));
    }

    private static Instant earlier(Instant one, Instant other) {
      return one.isBefore(other) ? one : other;
    }
  }

  /// @param before as it stood, or null for a new one
  record Outcome(@Nullable Sighting before, Sighting after) {
  }

  /// Writes what is new or newer. A row that somebody else has just added is read again and put together with theirs.
  Map<Key, Outcome> merge(Transaction transaction, SortedMap<Key, Sighting> told) {
    var outcomes = new HashMap<Key, Outcome>();
    var open = new TreeMap<>(told);
    while (!open.isEmpty()) {
      var kept = kept(transaction, List.copyOf(open.keySet()));
      var changed = new TreeMap<Key, Sighting>();
      kept.forEach((key, before) -> {
        var after = before.join(Objects.requireNonNull(open.remove(key)));
        outcomes.put(key, new Outcome(before, after));
        if (!after.saysTheSameAs(before)) {
          changed.put(key, after);
        }
      });
      if (!changed.isEmpty()) {
        transaction.send(change, arguments(changed));
      }
      if (!open.isEmpty()) {
        for (var row : transaction.run(add, arguments(open))) {
          var key = new Key(row.getInteger(0), row.getInteger(1), row.getString(2));
          outcomes.put(key, new Outcome(null, Objects.requireNonNull(open.remove(key))));
        }
      }
    }
    return outcomes;
  }

  private Map<Key, Sighting> kept(Transaction transaction, List<Key> keys) {
    var kept = new HashMap<Key, Sighting>();
    for (var row : transaction.run(read, Tuple.of(array(keys, Key::organization, new Integer[0]),
        array(keys, Key::subject, new Integer[0]), array(keys, Key::platform, new String[0])))) {
      kept.put(keys.get(row.getLong("place").intValue() - 1), sighting(row));
    }
    return kept;
  }

  private Sighting sighting(Row row) {
    var values = columns.stream().map(column -> row.getString(column.name)).toArray(String[]::new);
    return new Sighting(row.getOffsetDateTime("first_seen").toInstant(),
        row.getOffsetDateTime("indexed_at").toInstant(),
        Known.of(values, row.getOffsetDateTime("observed_at").toInstant(), row.getBuffer("clock").getBytes()));
  }

  private Tuple arguments(SortedMap<Key, Sighting> rows) {
    var keys = List.copyOf(rows.keySet());
    var sightings = List.copyOf(rows.values());
    var arguments = new ArrayList<Object>();
    arguments.add(array(keys, Key::organization, new Integer[0]));
    arguments.add(array(keys, Key::subject, new Integer[0]));
    arguments.add(array(keys, Key::platform, new String[0]));
    arguments.add(array(sightings, sighting -> utc(sighting.firstSeen), new OffsetDateTime[0]));
    arguments.add(array(sightings, sighting -> utc(sighting.indexedAt), new OffsetDateTime[0]));
    arguments.add(array(sightings, LatestRows::observedAt, new OffsetDateTime[0]));
    arguments.add(array(sightings, sighting -> Buffer.buffer(sighting.known.clock()), new Buffer[0]));
    for (int column = 0; column < columns.size(); column++) {
      var values = new @Nullable String[sightings.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = sightings.get(i).known.value(column);
      }
      arguments.add(values);
    }
    return Tuple.from(arguments);
  }

  private static OffsetDateTime observedAt(Sighting sighting) {
    var newest = sighting.known.newest();
    return utc(newest == null ? sighting.firstSeen : newest);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static <E, T> T[] array(List<E> elements, Function<E, T> value, T[] type) {
    return elements.stream().map(value).toList().toArray(type);
  }

  private String filled(String sql, String table) {
    var names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
    var arrays = IntStream.range(0, columns.size()).mapToObj(column -> "$" + (column + 8) + "::text[]")
        .collect(Collectors.joining(", "));
    return sql.replace("{told}", TOLD).replace("{table}", table).replace("{arrays}", arrays)
        .replace("{columns}", names)
        .replace("{read}", columns.stream().map(Column::asText).collect(Collectors.joining(", ")))
        .replace("{written}", columns.stream().map(Column::written).collect(Collectors.joining(", ")))
        .replace("{set}", columns.stream().map(column -> column.name + " = " + column.written())
            .collect(Collectors.joining(", ")));
  }
}

package io.groundswell.metrics.dayfile;

import com.fasterxml.jackson.annotation.JsonValue;
import io.groundswell.metrics.dayfile.DayColumn.Kind;
import io.groundswell.metrics.dayfile.DayColumn.Presence;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/// A table that has a partition for each UTC day.
public enum DayTable {
  TIME_SERIES_METRICS("observed_at", "organization_id, subject_id, observed_at, event_key, ordinal",
      of("observed_at", Kind.TIME), of("received_at", Kind.TIME), of("value", Kind.DOUBLE), of("event_key", Kind.UUID),
      of("organization_id", Kind.INT), of("subject_id", Kind.INT), of("measure_id", Kind.INT),
      of("ordinal", Kind.SHORT)),
  ANALYTICS_EVENTS("event_timestamp", "organization_id, subject_id, event_timestamp, event_key",
      of("event_timestamp", Kind.TIME), of("received_at", Kind.TIME), optional("user_id", Kind.LONG),
      of("event_key", Kind.UUID), of("organization_id", Kind.INT), of("subject_id", Kind.INT),
      of("event_type", Kind.TEXT), of("event_source", Kind.TEXT), of("platform", Kind.TEXT),
      optional("niche", Kind.TEXT), optional("attributes", Kind.JSON), optional("event_data", Kind.JSON));

  private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);

  private final String time;
  private final String key;
  private final List<DayColumn> columns;

  DayTable(String time, String key, DayColumn... columns) {
    this.time = time;
    this.key = key;
    this.columns = List.of(columns);
  }

  /// The table's name in SQL, without the schema; [#of] is the way back.
  @JsonValue
  public String sql() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static DayTable of(String sql) {
    return valueOf(sql.toUpperCase(Locale.ROOT));
  }

  /// The name of a day's partition, without the schema, as `ensure_partitions` gives it.
  public String partition(LocalDate day) {
    return sql() + "_" + SUFFIX.format(day);
  }

  public List<DayColumn> columns() {
    return columns;
  }

  /// All rows of a relation in the order of the key, as [DayFile] writes them.
  ///
  /// @param relation with its schema
  public String selectAll(String relation) {
    return "SELECT " + columns.stream().map(DayColumn::selected).collect(Collectors.joining(", ")) + " FROM " + relation
        + " ORDER BY " + key.replace("observed_at", relation + ".observed_at")
            .replace("event_timestamp", relation + ".event_timestamp");
  }

  /// `rows`, `digest`: as cheap as reading the rows once, and the same whatever their order. Needs `timezone` to be
  /// UTC, since it goes over times as text.
  public String digestAll(String relation) {
    return "SELECT count(*) AS rows, coalesce(sum(hashtextextended(ROW("
        + columns.stream().map(DayColumn::name).collect(Collectors.joining(", "))
        + ")::text, 0)::numeric), 0)::text AS digest FROM " + relation;
  }

  /// Takes the values of a row as [DayFile] reads it.
  public String insertInto(String relation) {
    return "INSERT INTO " + relation + " (" + columns.stream().map(DayColumn::name).collect(Collectors.joining(", "))
        + ") VALUES (" + columns.stream().map(DayColumn::parameter).collect(Collectors.joining(", ")) + ")";
  }

  /// Where a column stands in a row.
  public int place(String column) {
    return columns.stream().map(DayColumn::name).toList().indexOf(column);
  }

  int placeOfTime() {
    return place(time);
  }

  MessageType schema() {
    return new MessageType(sql(), columns.stream().map(DayColumn::type).toArray(Type[]::new));
  }

  /// Names of both tables, in the order in which everybody locks them.
  public static Stream<DayTable> all() {
    return Stream.of(values());
  }

  private static DayColumn of(String name, Kind kind) {
    return new DayColumn(name, kind, Presence.ALWAYS);
  }

  private static DayColumn optional(String name, Kind kind) {
    return new DayColumn(name, kind, Presence.SOMETIMES);
  }
}

package io.groundswell.command.report;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/// What an event of the record takes, with everything that is kept because of it. In bytes, on average.
///
/// @param events whose rows are in the database; counted where they are few, else estimated
/// @param table of `time_series_metrics` and `analytics_events`, with what is kept beside the rows
/// @param index of both
/// @param figures daily figures and sketches, tables and indexes; those of archived days too, so this grows with age
record EventCost(long events, double table, double index, double figures, double total) {

  private static final Set<String> ROWS = Set.of("time_series_metrics", "analytics_events");
  private static final Set<String> FIGURES = Set.of("metric_rollup_day", "metric_sketch_day");

  /// Up to so many rows are counted one by one; and where nobody knows how many there are, tables of so many bytes.
  private static final long FEW = 5_000_000;
  private static final long SMALL = 512L * 1_024 * 1_024;

  // The first number of each event; the rest are further numbers of the same events.
  private static final String COUNT = "SELECT count(*) FROM analytics.time_series_metrics WHERE ordinal = 0";

  private static final String SHARE = """
      SELECT coalesce(avg((ordinal = 0)::int), 1) FROM analytics.time_series_metrics TABLESAMPLE SYSTEM (0.5)""";

  private static final String SAMPLED = """
      SELECT count(*) * 200 FROM analytics.time_series_metrics TABLESAMPLE SYSTEM (0.5) WHERE ordinal = 0""";

  static EventCost of(Connection connection, List<TableSize> tables) throws SQLException {
    var numbers = tables.stream().filter(each -> each.table().equals("time_series_metrics")).findAny().orElseThrow();
    double events = events(connection, numbers);
    long heap = 0;
    long index = 0;
    long figures = 0;
    for (var each : tables) {
      if (ROWS.contains(each.table())) {
        heap += each.total() - each.index();
        index += each.index();
      } else if (FIGURES.contains(each.table())) {
        figures += each.total();
      }
    }
    double divisor = Math.max(1, events);
    return new EventCost(Math.round(events), heap / divisor, index / divisor, figures / divisor,
        (heap + index + figures) / divisor);
  }

  private static double events(Connection connection, TableSize numbers) throws SQLException {
    var rows = numbers.rows();
    if (rows == null) {
      return number(connection, numbers.heap() <= SMALL ? COUNT : SAMPLED);
    }
    return rows <= FEW ? number(connection, COUNT) : rows * number(connection, SHARE);
  }

  private static double number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(sql)) {
      row.next();
      return row.getDouble(1);
    }
  }
}

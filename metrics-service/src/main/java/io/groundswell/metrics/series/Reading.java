package io.groundswell.metrics.series;

import io.groundswell.contract.Kind;
import io.groundswell.metrics.calendar.Edges;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedSet;
import java.util.stream.Stream;

/// Which rows answer for which buckets: whole UTC days come from the rollups, what is beside them from the raw rows;
/// quantiles, persons from sketches of the days, where there are any, and from the raw rows beside; steps from the raw
/// rows alone, and behind a day whose rows are gone from its last number on.
record Reading(SeriesStore store, BusyDays busyDays, int subject, List<SeriesQuery.Line> lines, Kind kind,
    Aggregate aggregate) {

  Integer[] measures() {
    return lines.stream().flatMap(line -> Stream.of(line.measures())).toArray(Integer[]::new);
  }

  /// What there is of a line.
  ///
  /// @param parts by bucket
  /// @param sketched UTC days that come from sketches, and need no raw rows
  /// @param error how far a figure may be off, see [Series]; 0: exact
  record Figures(Map<Integer, Part> parts, SortedSet<LocalDate> sketched, double error) {

    static Figures exact(Map<Integer, Part> parts) {
      return new Figures(parts, Collections.emptySortedSet(), 0);
    }
  }

  /// For each of the lines.
  ///
  /// @param days all of the range on which the series has numbers
  List<Figures> figures(Edges edges, NavigableMap<LocalDate, SeriesStore.Day> days) {
    if (aggregate == Aggregate.DISTINCT || aggregate.isQuantile()) {
      return lines.stream().map(line -> whole(line, edges)).toList();
    }
    var byMeasure = new HashMap<Integer, Map<Integer, Part>>();
    if (aggregate.countsSteps(kind)) {
      collect(byMeasure, store.growth(subject, measures(), edges));
    } else {
      if (edges.hasWholeDays()) {
        collect(byMeasure, store.days(subject, measures(), edges));
        collect(byMeasure, raw(edges, edges.besideWholeDays()));
      } else {
        collect(byMeasure, busyDays.read(this, edges, days));
      }
    }
    return lines.stream().map(line -> Figures.exact(together(line, byMeasure))).toList();
  }

  /// From the raw rows of some stretches.
  List<SeriesStore.Found> raw(Edges edges, List<Edges.Stretch> stretches) {
    if (stretches.isEmpty()) {
      return List.of();
    }
    return aggregate == Aggregate.LAST ? store.lasts(subject, measures(), edges, stretches)
        : store.amounts(subject, measures(), edges, stretches);
  }

  /// Of what does not add up.
  private Figures whole(SeriesQuery.Line line, Edges edges) {
    boolean ofPersons = aggregate == Aggregate.DISTINCT;
    var sketched = Sketched.find(store, subject, line.measures(), edges, aggregate);
    if (sketched != null) {
      return ofPersons ? sketched.persons() : sketched.quantiles(aggregate.rank());
    }
    return Figures.exact(byBucket(ofPersons ? store.persons(subject, line.measures(), edges)
        : store.quantiles(subject, line.measures(), edges, aggregate.rank())));
  }

  private static Map<Integer, Part> byBucket(List<SeriesStore.Found> rows) {
    var parts = new HashMap<Integer, Part>();
    rows.forEach(row -> parts.put(row.bucket(), row.part()));
    return parts;
  }

  private static void collect(Map<Integer, Map<Integer, Part>> found, List<SeriesStore.Found> rows) {
    for (var row : rows) {
      found.computeIfAbsent(row.measure(), first -> new HashMap<>()).merge(row.bucket(), row.part(), Part::plus);
    }
  }

  private static Map<Integer, Part> together(SeriesQuery.Line line, Map<Integer, Map<Integer, Part>> byMeasure) {
    var parts = new HashMap<Integer, Part>();
    for (var measure : line.measures()) {
      Objects.requireNonNullElse(byMeasure.get(measure), Map.<Integer, Part>of())
          .forEach((bucket, part) -> parts.merge(bucket, part, Part::plus));
    }
    return parts;
  }
}

package io.groundswell.metrics.series;

import io.groundswell.metrics.calendar.Edges;
import io.groundswell.metrics.sketch.Persons;
import io.groundswell.metrics.sketch.Quantiles;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Persons and quantiles of ranges that hold whole UTC days with sketches: these are merged, and what is beside them is
/// added from the raw rows.
final class Sketched {

  private final SeriesStore store;
  private final int subject;
  private final Integer[] measures;
  private final Edges edges;
  private final TreeMap<LocalDate, List<byte[]>> days;

  private Sketched(SeriesStore store, int subject, Integer[] measures, Edges edges,
      TreeMap<LocalDate, List<byte[]>> days) {
    this.store = store;
    this.subject = subject;
    this.measures = measures;
    this.edges = edges;
    this.days = days;
  }

  /// Null where no day of the range has a sketch: then the raw rows answer, exactly.
  static @Nullable Sketched find(SeriesStore store, int subject, Integer[] measures, Edges edges, Aggregate aggregate) {
    if (!edges.hasWholeDays()) {
      return null;
    }
    var days = new TreeMap<LocalDate, List<byte[]>>();
    var missing = new HashSet<LocalDate>();
    for (var sketch : store.sketches(subject, measures, edges)) {
      var bytes = aggregate == Aggregate.DISTINCT ? sketch.persons() : sketch.quantiles();
      if (bytes == null || edges.bucketOfWhole(sketch.day()) < 0) {
        missing.add(sketch.day());
      } else {
        days.computeIfAbsent(sketch.day(), first -> new ArrayList<>()).add(bytes);
      }
    }
    days.keySet().removeAll(missing);
    return days.isEmpty() ? null : new Sketched(store, subject, measures, edges, days);
  }

  SortedSet<LocalDate> days() {
    return new TreeSet<>(days.keySet());
  }

  Reading.Figures persons() {
    var byBucket = new HashMap<Integer, Persons>();
    days.forEach((day, sketches) -> sketches
        .forEach(sketch -> byBucket.computeIfAbsent(edges.bucketOfWhole(day), first -> new Persons()).add(sketch)));
    var beside = edges.beside(days());
    if (!beside.isEmpty()) {
      store.persons(subject, measures, edges, beside,
          (bucket, person) -> byBucket.computeIfAbsent(bucket, first -> new Persons()).add(person));
    }
    var parts = new HashMap<Integer, Part>();
    byBucket.forEach((bucket, persons) -> parts.put(bucket, Part.figure(BigDecimal.valueOf(persons.count()))));
    return new Reading.Figures(parts, days(), Persons.ERROR);
  }

  Reading.Figures quantiles(double rank) {
    var byBucket = new HashMap<Integer, Quantiles>();
    days.forEach((day, sketches) -> sketches
        .forEach(sketch -> byBucket.computeIfAbsent(edges.bucketOfWhole(day), first -> new Quantiles()).add(sketch)));
    var beside = edges.beside(days());
    if (!beside.isEmpty()) {
      store.values(subject, measures, edges, beside,
          (bucket, value) -> byBucket.computeIfAbsent(bucket, first -> new Quantiles()).add(value));
    }
    Map<Integer, Part> parts = new HashMap<>();
    byBucket.forEach((bucket, quantiles) -> parts.put(bucket, Part.figure(BigDecimal.valueOf(quantiles.at(rank)))));
    boolean exact = byBucket.values().stream().allMatch(Quantiles::isExact);
    return new Reading.Figures(parts, days(), exact ? 0 : Quantiles.ERROR);
  }
}

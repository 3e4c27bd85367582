package io.groundswell.metrics.eventlog;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Reading;
import io.groundswell.contract.Slot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// An event with its names turned into numbers, on its way into the tables.
///
/// @param measures one for each reading; the single 0 for an event without readings
record Candidate(LoggedEvent event, int subject, int[] measures) {

  static final int NO_MEASURE = 0;

  /// That of the primary key, as PostgreSQL compares. Equal means: the same event. By hand, for every batch is sorted.
  static final Comparator<Candidate> ORDER = (one, other) -> {
    int order = Integer.compare(one.event.organization(), other.event.organization());
    if (order == 0) {
      order = Integer.compare(one.subject, other.subject);
    }
    if (order == 0) {
      order = one.event.observedAt().compareTo(other.event.observedAt());
    }
    return order != 0 ? order : AcceptedEvent.compareKeys(one.event.key(), other.event.key());
  };

  /// The number of a row: 0 in the row of an event that has none.
  double value(int ordinal) {
    return event.readings().isEmpty() ? 0 : event.readings().get(ordinal).value();
  }

  /// Those of its numbers that are meant.
  Candidate only(Predicate<Reading> meant) {
    var readings = event.readings();
    var places = IntStream.range(0, readings.size()).filter(place -> meant.test(readings.get(place))).toArray();
    return new Candidate(event.with(IntStream.of(places).mapToObj(readings::get).toList()), subject,
        IntStream.of(places).map(place -> measures[place]).toArray());
  }

  /// The slot that carries it, on whichever partition: that of its record's key.
  int slot() {
    return Slot.of((event.organization() + "/" + event.subject()).getBytes(StandardCharsets.UTF_8));
  }

  /// Whether both say the same to the byte; both are of the same identity.
  boolean saysTheSameAs(Candidate other) {
    return Arrays.equals(measures, other.measures) && event.readings().equals(other.event.readings())
        && event.platform().equals(other.event.platform()) && Objects.equals(event.content(), other.event.content());
  }

  /// Sorted, each event once: the first of its identity, in the order given, wins.
  static List<Candidate> sortedDistinct(List<Candidate> candidates) {
    var sorted = new ArrayList<>(candidates);
    sorted.sort(ORDER);
    var distinct = new ArrayList<Candidate>(sorted.size());
    for (var candidate : sorted) {
      if (distinct.isEmpty() || ORDER.compare(distinct.getLast(), candidate) != 0) {
        distinct.add(candidate);
      }
    }
    return distinct;
  }
}

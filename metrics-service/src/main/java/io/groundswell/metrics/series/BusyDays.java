package io.groundswell.metrics.series;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.groundswell.metrics.calendar.Edges;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the raw rows of a busy UTC day come to in its buckets, remembered. A busy subject has ten thousand rows a day,
/// and whoever draws its hours would add them all up for every look.
///
/// The day's rollup stands beside the rows in the same snapshot, and its revision changes with every change of these:
/// what was worked out at this revision is what would be worked out again.
@ApplicationScoped
class BusyDays {

  private static final Duration UNUSED = Duration.ofMinutes(30);

  private final int many;
  private final Cache<Day, List<SeriesStore.Found>> known;

  BusyDays(SeriesConfig config) {
    this.many = config.busyDay();
    this.known = Caffeine.newBuilder()
        .maximumWeight(config.bucketsRemembered())
        .weigher((Day day, List<SeriesStore.Found> found) -> day.marks.size())
        .expireAfterAccess(UNUSED)
        .build();
  }

  /// A UTC day of a series in buckets of which none reaches beyond it.
  ///
  /// @param organization since subjects have their numbers in it
  /// @param isOfLasts whether the last numbers are asked for, instead of sums and extremes
  /// @param changed of the rollup
  private record Day(int organization, int subject, List<Integer> measures, boolean isOfLasts, Series.Changed changed,
      List<Instant> marks) {
  }

  /// What the raw rows come to. No bucket holds a whole UTC day.
  ///
  /// @param days all of the range on which the series has numbers
  List<SeriesStore.Found> read(Reading reading, Edges edges, NavigableMap<LocalDate, SeriesStore.Day> days) {
    var asked = new TreeMap<LocalDate, Day>();
    for (var day : days.subMap(edges.firstDay(), true, edges.lastDay(), true).entrySet()) {
      var marks = edges.marksOfWhole(day.getKey());
      if (marks != null && day.getValue().events() >= many && day.getValue().gone().isEmpty()) {
        asked.put(day.getKey(), new Day(reading.store().organization(), reading.subject(), List.of(reading.measures()),
            reading.aggregate() == Aggregate.LAST, day.getValue().changed(), marks));
      }
    }
    var found = new ArrayList<SeriesStore.Found>();
    var remembered = new TreeSet<LocalDate>();
    asked.forEach((date, day) -> {
      var parts = known.getIfPresent(day);
      if (parts != null) {
        remembered.add(date);
        moved(parts, edges.bucketAt(day.marks.getFirst())).forEach(found::add);
      }
    });
    var read = reading.raw(edges, edges.beside(remembered));
    asked.keySet().removeAll(remembered);
    asked.values().forEach(day -> remember(day, edges.bucketAt(day.marks.getFirst()), read));
    found.addAll(read);
    return found;
  }

  private void remember(Day day, int first, List<SeriesStore.Found> read) {
    int end = first + day.marks.size() - 1;
    known.put(day, moved(read.stream().filter(one -> one.bucket() >= first && one.bucket() < end).toList(), -first));
  }

  private static List<SeriesStore.Found> moved(List<SeriesStore.Found> parts, int by) {
    return parts.stream().map(one -> new SeriesStore.Found(one.bucket() + by, one.measure(), one.part())).toList();
  }
}

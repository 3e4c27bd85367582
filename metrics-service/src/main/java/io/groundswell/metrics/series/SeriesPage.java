package io.groundswell.metrics.series;

import io.groundswell.contract.Rfc3339;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.answer.Cursors;
import io.groundswell.metrics.calendar.Edges;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which of the buckets that are read are shown.
///
/// @param first counted from 0
/// @param next where the page behind this one begins; null: there is none
record SeriesPage(int first, int size, @Nullable Cursor next) {

  /// All that is read, which may be the beginning of a longer range.
  static SeriesPage whole(Edges read, Instant from, Instant to) {
    return new SeriesPage(0, read.size(), read.to().isBefore(to) ? new Cursor(from, to, read.to()) : null);
  }

  /// A part of a range that is read as a whole.
  ///
  /// @throws ProblemException 400 where no bucket of it begins at the place
  static SeriesPage of(Edges range, Instant place, int limit) {
    int first = range.marks().indexOf(place);
    if (first < 0 || first == range.size()) {
      throw Period.wrong("cursor", "belongs to other buckets: bucket and tz must be those of the first page");
    }
    int size = Math.min(limit, range.size() - first);
    var end = range.to(first + size - 1);
    return new SeriesPage(first, size,
        end.isBefore(range.to()) ? new Cursor(range.from(), range.to(), end) : null);
  }

  Edges shown(Edges read) {
    return read.part(first, size);
  }

  <T> List<T> shown(List<T> points) {
    return points.subList(first, first + size);
  }

  /// The range of all pages, so that it does not move while somebody goes through them, and where the next one begins.
  record Cursor(Instant from, Instant to, Instant place) {

    /// @throws ProblemException 400 where no page gave it
    static Cursor of(String text) {
      return Cursors.read(text, 3, words -> {
        var cursor = new Cursor(time(words.get(0)), time(words.get(1)), time(words.get(2)));
        if (cursor.place.isBefore(cursor.from) || !cursor.place.isBefore(cursor.to)) {
          throw new IllegalArgumentException("no place in the range");
        }
        return cursor;
      });
    }

    private static Instant time(String text) {
      return Objects.requireNonNull(Rfc3339.find(text));
    }

    String text() {
      return Cursors.text(from, to, place);
    }
  }
}

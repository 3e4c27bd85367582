package io.groundswell.metrics.series;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// Where the buckets of a range begin, and where the last one ends. The first and the last bucket are cut to the range, so that
/// the points together are exactly what was asked for.
///
/// @param marks one more than there are buckets, rising
record Edges(List<Instant> marks) {

  static final int MOST = 50_000;

  private static final long DAY_SECONDS = 86_400;

  Edges {
    marks = List.copyOf(marks);
  }

  /// @throws TooManyException more than [#MOST] buckets
  static Edges of(Instant from, Instant to, Bucket bucket, ZoneId zone) throws TooManyException {
    var marks = new ArrayList<Instant>();
    for (var mark = from; mark.isBefore(to); mark = bucket.end(mark, zone)) {
      if (marks.size() == MOST) {
        throw new TooManyException();
      }
      marks.add(mark);
    }
    marks.add(to);
    return new Edges(marks);
  }

  int size() {
    return marks.size() - 1;
  }

  Instant from(int bucket) {
    return marks.get(bucket);
  }

  Instant to(int bucket) {
    return marks.get(bucket + 1);
  }

  /// The buckets from one up to, but without, another.
  Edges part(int first, int end) {
    return new Edges(marks.subList(first, end + 1));
  }

  /// How many buckets at the beginning do not begin at a UTC midnight; the rest may come from rollups up to [#lastMidnight].
  int firstMidnight() {
    for (int i = 0; i < marks.size(); i++) {
      if (isMidnight(marks.get(i))) {
        return i;
      }
    }
    return size();
  }

  /// The first bucket from the given one on that does not end at a UTC midnight.
  int lastMidnight(int first) {
    int end = first;
    while (end < size() && isMidnight(to(end))) {
      end++;
    }
    return end;
  }

  private static boolean isMidnight(Instant instant) {
    return instant.getNano() == 0 && Math.floorMod(instant.getEpochSecond(), DAY_SECONDS) == 0;
  }

  /// The range holds more buckets than an answer may.
  static final class TooManyException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}

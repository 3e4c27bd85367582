package io.groundswell.metrics.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// Where the buckets of a range begin, and where the last one ends. The first and the last bucket are cut to the range,
/// so that the points together are exactly what was asked for.
///
/// @param marks one more than there are buckets, rising
public record Edges(List<Instant> marks) {

  /// Buckets that an answer may have.
  public static final int MOST = 50_000;

  private static final long DAY_SECONDS = 86_400;

  public Edges {
    marks = List.copyOf(marks);
    if (marks.size() < 2) {
      throw new IllegalArgumentException("a range has a beginning and an end");
    }
  }

  /// A stretch of time within a range.
  public record Stretch(Instant from, Instant to) {
  }

  /// @throws TooManyException more than [#MOST] buckets
  public static Edges of(Instant from, Instant to, Bucket bucket, ZoneId zone) throws TooManyException {
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

  /// The first of the buckets that [#of] makes, however many there were.
  ///
  /// @param most 1 to [#MOST]
  public static Edges first(Instant from, Instant to, int most, Bucket bucket, ZoneId zone) {
    var marks = new ArrayList<Instant>(List.of(from));
    while (marks.getLast().isBefore(to) && marks.size() <= most) {
      var end = bucket.end(marks.getLast(), zone);
      marks.add(end.isBefore(to) ? end : to);
    }
    return new Edges(marks);
  }

  /// Some neighbouring buckets of these, as far as there are such.
  public Edges part(int first, int count) {
    int start = Math.min(first, size() - 1);
    return new Edges(marks.subList(start, Math.min(start + count, size()) + 1));
  }

  public int size() {
    return marks.size() - 1;
  }

  public Instant from() {
    return marks.getFirst();
  }

  public Instant to() {
    return marks.getLast();
  }

  public Instant from(int bucket) {
    return marks.get(bucket);
  }

  public Instant to(int bucket) {
    return marks.get(bucket + 1);
  }

  public long seconds(int bucket) {
    return Duration.between(from(bucket), to(bucket)).toSeconds();
  }

  /// The UTC day that the range begins in.
  public LocalDate firstDay() {
    return dayOf(from());
  }

  /// The UTC day that the range ends in.
  public LocalDate lastDay() {
    return dayOf(to().minusNanos(1));
  }

  /// The first UTC day that a bucket touches.
  public LocalDate firstDay(int bucket) {
    return dayOf(from(bucket));
  }

  /// The last UTC day that a bucket touches.
  public LocalDate lastDay(int bucket) {
    return dayOf(to(bucket).minusNanos(1));
  }

  /// The bucket that holds the whole of a UTC day, or -1.
  public int bucketOfWhole(LocalDate day) {
    var start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    int place = Collections.binarySearch(marks, start);
    int bucket = place >= 0 ? place : -place - 2;
    boolean holds = bucket >= 0 && bucket < size() && !to(bucket).isBefore(start.plusSeconds(DAY_SECONDS));
    return holds ? bucket : -1;
  }

  /// The bucket that begins then.
  ///
  /// @param mark one of [#marks], but the last
  public int bucketAt(Instant mark) {
    return Collections.binarySearch(marks, mark);
  }

  /// The marks of the buckets that a UTC day consists of, its midnights included; null where a bucket reaches beyond
  /// it, or the range.
  public @Nullable List<Instant> marksOfWhole(LocalDate day) {
    var start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    int first = Collections.binarySearch(marks, start);
    int last = Collections.binarySearch(marks, start.plusSeconds(DAY_SECONDS));
    return first < 0 || last < 0 ? null : List.copyOf(marks.subList(first, last + 1));
  }

  /// What is left when the whole UTC days that lie in one bucket are taken away: in order, neighbours joined. A week in
  /// Berlin leaves the first and the last of its seven days and keeps nothing of the six UTC days between them.
  public List<Stretch> besideWholeDays() {
    var left = new ArrayList<Stretch>();
    for (int bucket = 0; bucket < size(); bucket++) {
      var firstMidnight = midnightFrom(from(bucket));
      var lastMidnight = midnightUpTo(to(bucket));
      if (firstMidnight.isBefore(lastMidnight)) {
        add(left, from(bucket), firstMidnight);
        add(left, lastMidnight, to(bucket));
      } else {
        add(left, from(bucket), to(bucket));
      }
    }
    return left;
  }

  /// What is left when some UTC days are taken away, each of which lies in the range.
  public List<Stretch> beside(SortedSet<LocalDate> days) {
    var left = new ArrayList<Stretch>();
    var from = from();
    for (var day : days) {
      var start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
      add(left, from, start);
      from = start.plusSeconds(DAY_SECONDS);
    }
    add(left, from, to());
    return left;
  }

  /// Whether a bucket holds the whole of any UTC day.
  public boolean hasWholeDay(int bucket) {
    return midnightFrom(from(bucket)).isBefore(midnightUpTo(to(bucket)));
  }

  public boolean hasWholeDays() {
    for (int bucket = 0; bucket < size(); bucket++) {
      if (hasWholeDay(bucket)) {
        return true;
      }
    }
    return false;
  }

  private static void add(List<Stretch> left, Instant from, Instant to) {
    if (!from.isBefore(to)) {
      return;
    }
    if (!left.isEmpty() && left.getLast().to.equals(from)) {
      left.set(left.size() - 1, new Stretch(left.getLast().from, to));
    } else {
      left.add(new Stretch(from, to));
    }
  }

  private static Instant midnightFrom(Instant instant) {
    var midnight = midnightUpTo(instant);
    return midnight.equals(instant) ? midnight : midnight.plusSeconds(DAY_SECONDS);
  }

  private static Instant midnightUpTo(Instant instant) {
    return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), DAY_SECONDS) * DAY_SECONDS);
  }

  private static LocalDate dayOf(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  /// The range holds more buckets than an answer may.
  public static final class TooManyException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}

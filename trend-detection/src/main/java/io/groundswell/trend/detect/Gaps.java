package io.groundswell.trend.detect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Spans of buckets in which nothing could be counted, as in the outage of a platform: what is empty in them says
/// nothing, and is neither judged nor learned. What was counted in them all the same counts.
public final class Gaps {

  public static final Gaps NONE = new Gaps(List.of());

  /// In order, none touching another.
  private final List<Gap> gaps;

  private Gaps(List<Gap> gaps) {
    this.gaps = List.copyOf(gaps);
  }

  /// @param from the first bucket
  /// @param until the first bucket behind it
  public record Gap(long from, long until) {

    public Gap {
      if (until <= from) {
        throw new IllegalArgumentException("a gap from bucket " + from + " until " + until);
      }
    }
  }

  /// Those spans, in any order; what overlaps is joined.
  public static Gaps of(Collection<Gap> spans) {
    var joined = new ArrayList<Gap>();
    spans.stream().sorted(Comparator.comparingLong(Gap::from)).forEach(gap -> {
      if (!joined.isEmpty() && gap.from <= joined.getLast().until) {
        var last = joined.removeLast();
        joined.add(new Gap(last.from, Math.max(last.until, gap.until)));
      } else {
        joined.add(gap);
      }
    });
    return joined.isEmpty() ? NONE : new Gaps(joined);
  }

  /// These and those.
  public Gaps and(Gaps other) {
    return gaps.isEmpty() ? other : of(Stream.concat(gaps.stream(), other.gaps.stream()).toList());
  }

  /// The first bucket, from the given one on, that lies in no gap.
  public long end(long bucket) {
    for (var gap : gaps) {
      if (bucket < gap.until) {
        return bucket < gap.from ? bucket : gap.until;
      }
    }
    return bucket;
  }

  /// The first bucket, from the given one on, that lies in a gap; the end of time where none does.
  public long next(long bucket) {
    for (var gap : gaps) {
      if (bucket < gap.until) {
        return Math.max(bucket, gap.from);
      }
    }
    return Long.MAX_VALUE;
  }
}

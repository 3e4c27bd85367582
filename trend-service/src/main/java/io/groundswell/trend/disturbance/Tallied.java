package io.groundswell.trend.disturbance;

import io.groundswell.trend.detect.Assessor.Stepped;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How the series of one partition stand.
///
/// @param complete the first bucket that is not complete
/// @param tallies in a fixed order
public record Tallied(long complete, List<Tally> tallies) {

  /// Events in a bucket below which a series is too small to show in it that its metric has changed.
  private static final double LARGE = 3;

  public Tallied {
    tallies = List.copyOf(tallies);
  }

  /// A platform of an organisation, or a metric on it.
  private record Name(int organization, String platform, String metric) implements Comparable<Name> {

    @Override
    public int compareTo(Name other) {
      int organizations = Integer.compare(organization, other.organization);
      int platforms = organizations != 0 ? organizations : platform.compareTo(other.platform);
      return platforms != 0 ? platforms : metric.compareTo(other.metric);
    }
  }

  /// How a series stands.
  ///
  /// @param usual events in a bucket
  /// @param knowsItsDay whether it is old enough to know what is usual at each hour
  /// @param isHigh whether it is far above what it was like at this hour, since lately
  /// @param risenAt in which bucket its trend began; null where it is in none
  /// @param stepped its step up of lately; null without
  public record Own(double usual, long newest, boolean knowsItsDay, boolean isHigh, @Nullable Long risenAt,
      @Nullable Stepped stepped) {
  }

  /// Adds up one series after another.
  public static final class Counter {

    private final TreeMap<Name, Sum> sums = new TreeMap<>();

    private static final class Sum {
      private double expected;
      private long newest = Long.MIN_VALUE;
      private long heard = Long.MIN_VALUE;
      private int able;
      private int high;
      private final TreeMap<Long, Integer> rose = new TreeMap<>();
      private final TreeMap<Long, Steps> stepped = new TreeMap<>();
      private Presence presence = Presence.NONE;
    }

    public void add(int organization, String platform, String metric, Own own) {
      var whole = sums.computeIfAbsent(new Name(organization, platform, ""), none -> new Sum());
      whole.expected += own.usual;
      whole.newest = Math.max(whole.newest, own.newest);
      if (own.usual < LARGE || !own.knowsItsDay) {
        return;
      }
      var measure = sums.computeIfAbsent(new Name(organization, platform, metric), none -> new Sum());
      measure.able++;
      if (own.risenAt != null) {
        measure.rose.merge(own.risenAt, 1, Integer::sum);
      } else if (own.isHigh) {
        measure.high++;
      }
      if (own.stepped != null) {
        measure.stepped.merge(own.stepped.at(), Steps.of(own.stepped), Steps::and);
      }
    }

    /// When anything came of a platform that was added.
    public void came(int organization, String platform, Presence presence) {
      var whole = sums.get(new Name(organization, platform, ""));
      if (whole != null) {
        whole.presence = presence;
      }
    }

    /// That events of a platform came when a bucket was the first that was not complete.
    public void heard(int organization, String platform, long complete) {
      var whole = sums.get(new Name(organization, platform, ""));
      if (whole != null) {
        whole.heard = Math.max(whole.heard, complete);
      }
    }

    /// @param complete the first bucket that is not complete
    /// @param watched the one that was so when the partition was first looked at
    public Tallied at(long complete, long watched) {
      return new Tallied(complete, sums.entrySet().stream()
          .map(entry -> {
            var name = entry.getKey();
            var sum = entry.getValue();
            return new Tally(name.organization, name.platform, name.metric, sum.expected, sum.newest, sum.heard,
                watched, sum.presence, sum.able, sum.high, sum.rose, sum.stepped);
          })
          .toList());
    }
  }

  /// Those of several partitions together.
  static Collection<Tally> together(Collection<Tallied> partitions) {
    var sums = new TreeMap<Name, Tally>();
    partitions.forEach(one -> one.tallies.forEach(tally -> sums
        .merge(new Name(tally.organization(), tally.platform(), tally.metric()), tally, Tally::and)));
    return sums.values();
  }
}

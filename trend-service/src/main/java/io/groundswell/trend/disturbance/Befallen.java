package io.groundswell.trend.disturbance;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Gaps;
import io.groundswell.trend.detect.Gaps.Gap;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What befell the platforms and metrics of organisations: what of their series does not count. Never changes.
public final class Befallen {

  /// No baseline looks back longer upon a change.
  private static final long WEEK = 7L * Bucket.DAY;

  public static final Befallen NOTHING = new Befallen(List.of());

  private final List<Disturbance> all;
  private final Set<Measure> suspected = new HashSet<>();
  private final Map<Place, Silence> silences = new HashMap<>();
  private final Map<Measure, List<Long>> changes = new HashMap<>();

  private record Place(int organization, String platform) {
  }

  private record Measure(int organization, String platform, String metric) {
  }

  /// @param since from when on nothing comes any more; the end of time where something does
  /// @param over earlier ones
  /// @param gaps all of them
  private record Silence(long since, List<Gap> over, Gaps gaps) {

    static final Silence NONE = new Silence(Long.MAX_VALUE, List.of(), Gaps.NONE);

    static Silence of(List<Disturbance> silent) {
      long since = silent.stream().filter(Disturbance::lasting).mapToLong(Disturbance::since).min()
          .orElse(Long.MAX_VALUE);
      return new Silence(since,
          silent.stream().filter(one -> !one.lasting()).map(one -> new Gap(one.since(), one.until())).toList(),
          Gaps.of(silent.stream().map(one -> new Gap(one.since(), one.until())).toList()));
    }

    /// Whether a series is judged in the same way: that a silence goes on is nothing new.
    boolean saysTheSameAs(Silence other) {
      return since == other.since && over.equals(other.over);
    }
  }

  private Befallen(Collection<Disturbance> disturbances) {
    all = List.copyOf(disturbances);
    var silent = new HashMap<Place, List<Disturbance>>();
    for (var one : all) {
      switch (one.kind()) {
        case SILENT -> silent.computeIfAbsent(new Place(one.organization(), one.platform()), none -> new ArrayList<>())
            .add(one);
        case REDEFINED -> changes
            .computeIfAbsent(new Measure(one.organization(), one.platform(), one.metric()), none -> new ArrayList<>())
            .add(one.since());
        case SUSPECTED -> {
          if (one.lasting()) {
            suspected.add(new Measure(one.organization(), one.platform(), one.metric()));
          }
        }
      }
    }
    silent.forEach((place, spans) -> silences.put(place, Silence.of(spans)));
  }

  public static Befallen of(Collection<Disturbance> disturbances) {
    return new Befallen(disturbances);
  }

  /// Of rows of [Disturbance#SELECT].
  public static Befallen from(Iterable<Row> rows) {
    var all = new ArrayList<Disturbance>();
    for (var row : rows) {
      var one = Disturbance.find(row);
      if (one != null) {
        all.add(one);
      }
    }
    return new Befallen(all);
  }

  /// Everything that is kept, in a fixed order.
  public List<Disturbance> all() {
    return all;
  }

  /// All that is told: without what is only suspected.
  public List<Disturbance> told() {
    return all.stream().filter(one -> one.kind() != Disturbance.Kind.SUSPECTED).toList();
  }

  /// What is told, and lasts.
  public List<Disturbance> lasting() {
    return told().stream().filter(Disturbance::lasting).toList();
  }

  /// Where what is empty says nothing.
  public Gaps gaps(int organization, String platform) {
    return silence(organization, platform).gaps;
  }

  /// Up to where a platform's series are judged: while it is silent they stay as they were, for nobody knows better.
  ///
  /// @param complete the first bucket that is not complete
  public long judgedUntil(int organization, String platform, long complete) {
    return Math.min(complete, silence(organization, platform).since);
  }

  /// Whether a trend that began then began with a change of what its metric counts.
  public boolean isOfChange(int organization, String platform, String metric, long since) {
    return changes(organization, platform, metric).stream()
        .anyMatch(change -> since > change - Disturbances.BLUR && since < change + Disturbances.AT_ONCE);
  }

  /// Whether what rises now may do so by a change of what its metric counts, for that is not decided yet.
  public boolean isSuspected(int organization, String platform, String metric) {
    return !suspected.isEmpty() && suspected.contains(new Measure(organization, platform, metric));
  }

  /// The first bucket after the latest change of what a metric counts, of those before a bucket; the given one where
  /// there was none since then: what it counted before and after cannot be compared.
  public long unchangedSince(int organization, String platform, String metric, long since, long before) {
    return changes(organization, platform, metric).stream()
        .filter(change -> change < before).mapToLong(change -> change + 1).filter(change -> change > since)
        .max().orElse(since);
  }

  /// The first bucket behind the latest silence of a platform, of those before a bucket; the given one where there was
  /// none since then.
  public long heardSince(int organization, String platform, long since, long before) {
    return all.stream()
        .filter(one -> one.kind() == Disturbance.Kind.SILENT && one.organization() == organization
            && one.platform().equals(platform) && one.since() < before)
        .mapToLong(one -> one.lasting() ? before : one.until()).filter(until -> until > since)
        .max().orElse(since);
  }

  /// Whether what has risen since then has done so across a change of what its metric counts.
  ///
  /// @param complete the first bucket that is not complete
  public boolean liesInRise(int organization, String platform, String metric, long since, long complete) {
    return changes(organization, platform, metric).stream()
        .anyMatch(change -> since < change + Disturbances.AT_ONCE && change > complete - WEEK);
  }

  /// Whether a metric has changed within the week before a bucket, or may just have done so: then what it counted
  /// before and after cannot be compared.
  public boolean isChanged(int organization, String platform, String metric, long complete) {
    return isSuspected(organization, platform, metric)
        || changes(organization, platform, metric).stream().anyMatch(change -> change > complete - WEEK);
  }

  /// Whether series of a platform are judged otherwise than by the other.
  public boolean differsFrom(Befallen other, int organization, String platform) {
    return !silence(organization, platform).saysTheSameAs(other.silence(organization, platform));
  }

  private Silence silence(int organization, String platform) {
    return silences.isEmpty() ? Silence.NONE
        : silences.getOrDefault(new Place(organization, platform), Silence.NONE);
  }

  private List<Long> changes(int organization, String platform, String metric) {
    return changes.isEmpty() ? List.of()
        : changes.getOrDefault(new Measure(organization, platform, metric), List.of());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Befallen befallen && all.equals(befallen.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }
}

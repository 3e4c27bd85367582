package io.groundswell.ingest.census;

import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Reading;
import io.groundswell.contract.Reason;
import io.groundswell.contract.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The metric names and series that one organisation has used on one day.
final class DayOfOrganization {

  private static final long PRIME = 0x100000001b3L;
  private static final long MIX = 0xff51afd7ed558ccdL;

  final long day;
  private final CensusConfig most;
  private final AtomicLong rememberedByAll;
  private final Set<String> metrics = new HashSet<>();
  private final Fingerprints series = new Fingerprints();

  /// @param day since the epoch, UTC
  /// @param rememberedByAll series, of all organisations
  DayOfOrganization(long day, CensusConfig most, AtomicLong rememberedByAll) {
    this.day = day;
    this.most = most;
    this.rememberedByAll = rememberedByAll;
  }

  enum Then {
    REMEMBER, LEAVE
  }

  /// Whether there is room for all that an event would begin. One that is refused begins nothing.
  ///
  /// @param about of the event
  synchronized @Nullable Refusal check(long about, List<Reading> readings, Then then) {
    int newMetrics = 0;
    int newSeries = 0;
    for (var reading : readings) {
      newMetrics += metrics.contains(reading.metric()) ? 0 : 1;
      newSeries += series.contains(print(about, reading)) ? 0 : 1;
    }
    if (newMetrics > 0 && metrics.size() + newMetrics > most.mostMetrics()) {
      return new Refusal(Reason.TOO_MANY_METRICS, "/data",
          "an organization may use " + most.mostMetrics() + " metric names in a day");
    }
    if (newSeries > 0 && series.size() + newSeries > most.mostSeries()) {
      return new Refusal(Reason.TOO_MANY_SERIES, "/subject",
          "an organization may write " + most.mostSeries() + " series in a day");
    }
    if (then == Then.REMEMBER && newMetrics + newSeries > 0) {
      readings.forEach(reading -> metrics.add(reading.metric()));
      if (newSeries > 0 && rememberedByAll.get() + newSeries <= most.mostRemembered()) {
        int before = series.size();
        readings.forEach(reading -> series.add(print(about, reading)));
        rememberedByAll.addAndGet(series.size() - before);
      }
    }
    return null;
  }

  /// The series are forgotten with the day.
  synchronized void end() {
    rememberedByAll.addAndGet(-series.size());
  }

  /// What all series of an event have in common.
  static long about(CloudEvent placed) {
    var subject = Objects.requireNonNull(placed.subject());
    return hash(hash(hash(PRIME, subject.type()), subject.id()), Objects.requireNonNull(placed.platform()));
  }

  private static int print(long about, Reading reading) {
    return Fingerprints.of(hash(about + reading.kind().ordinal(), reading.metric()) * MIX);
  }

  /// FNV-1a over the text's characters, and its length, so that no two texts run into each other.
  private static long hash(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    hash = (hash ^ text.length()) * MIX;
    return hash ^ hash >>> 33;
  }
}

package io.groundswell.trend.feed;

import io.groundswell.contract.Reading;
import io.groundswell.trend.detect.Bucket;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The deltas of sightings as columns, the way a statement takes them: one array for each, all of one length.
record Deltas(UUID[] identities, Integer[] organizations, Short[] slots, String[] subjectTypes, String[] subjectIds,
    String[] platforms, String[] metrics, OffsetDateTime[] buckets, Double[] values, @Nullable String[] creators) {

  private record Delta(Sighting sighting, Reading reading) {
  }

  static Deltas of(List<Sighting> sightings) {
    var all = sightings.stream()
        .flatMap(sighting -> sighting.deltas().stream().map(reading -> new Delta(sighting, reading)))
        .toList();
    return new Deltas(
        column(all, delta -> delta.sighting.identity(), UUID[]::new),
        column(all, delta -> delta.sighting.organization(), Integer[]::new),
        column(all, delta -> (short) delta.sighting.slot(), Short[]::new),
        column(all, delta -> delta.sighting.subject().type(), String[]::new),
        column(all, delta -> delta.sighting.subject().id(), String[]::new),
        column(all, delta -> delta.sighting.platform(), String[]::new),
        column(all, delta -> delta.reading.metric(), String[]::new),
        column(all, delta -> Bucket.start(Bucket.of(delta.sighting.observedAt())).atOffset(ZoneOffset.UTC),
            OffsetDateTime[]::new),
        column(all, delta -> delta.reading.value(), Double[]::new),
        column(all, delta -> delta.sighting.creator(), String[]::new));
  }

  private static <T extends @Nullable Object> T[] column(List<Delta> deltas, Function<Delta, T> value,
      IntFunction<T[]> array) {
    return deltas.stream().map(value).toArray(array);
  }
}

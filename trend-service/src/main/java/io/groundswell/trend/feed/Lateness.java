package io.groundswell.trend.feed;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.memory.CountedBucket;
import io.groundswell.trend.memory.SeriesKey;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How many events of a batch came to which bucket after it was judged, and when the latest of them was received.
record Lateness(List<Came> all) {

  private record Place(SeriesKey series, long bucket) implements Comparable<Place> {

    @Override
    public int compareTo(Place other) {
      int order = series.compareTo(other.series);
      return order != 0 ? order : Long.compare(bucket, other.bucket);
    }
  }

  /// What came to one bucket.
  private record Came(Place place, long events, Instant at) {

    Came and(Came other) {
      return new Came(place, events + other.events, at.isAfter(other.at) ? at : other.at);
    }
  }

  /// @param folded buckets that were judged already
  static Lateness of(Collection<CountedBucket> folded, Collection<Sighting> sightings) {
    var places = folded.stream().map(one -> new Place(one.series(), one.bucket())).collect(Collectors.toSet());
    var came = new TreeMap<Place, Came>();
    sightings.forEach(sighting -> sighting.deltas().forEach(delta -> {
      var place = new Place(sighting.series(delta), Bucket.of(sighting.observedAt()));
      if (places.contains(place)) {
        came.merge(place, new Came(place, 1, sighting.receivedAt()), Came::and);
      }
    }));
    return new Lateness(List.copyOf(came.values()));
  }

  Tuple arguments() {
    return Tuple.tuple()
        .addArrayOfInteger(all.stream().map(one -> one.place.series.organization()).toArray(Integer[]::new))
        .addArrayOfInteger(all.stream().map(one -> one.place.series.slot()).toArray(Integer[]::new))
        .addArrayOfString(all.stream().map(one -> one.place.series.subject().type()).toArray(String[]::new))
        .addArrayOfString(all.stream().map(one -> one.place.series.subject().id()).toArray(String[]::new))
        .addArrayOfString(all.stream().map(one -> one.place.series.platform()).toArray(String[]::new))
        .addArrayOfString(all.stream().map(one -> one.place.series.metric()).toArray(String[]::new))
        .addArrayOfOffsetDateTime(all.stream()
            .map(one -> Bucket.start(one.place.bucket).atOffset(ZoneOffset.UTC))
            .toArray(OffsetDateTime[]::new))
        .addArrayOfLong(all.stream().map(Came::events).toArray(Long[]::new))
        .addArrayOfOffsetDateTime(all.stream().map(one -> one.at.atOffset(ZoneOffset.UTC))
            .toArray(OffsetDateTime[]::new));
  }
}

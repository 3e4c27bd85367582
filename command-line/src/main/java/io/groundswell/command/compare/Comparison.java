package io.groundswell.command.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.mapping.EventShape.Occasion;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.mapping.Rows;
import io.groundswell.command.source.Source;
import io.groundswell.contract.AcceptedEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;

/// Compares a source with what was imported of it. First by day: how many events, and the sum of their checksums,
/// which does not depend on their order; that takes no memory to speak of. Then, of the days that differ, event by
/// event.
final class Comparison {

  private static final int MOST_LISTED = 100;

  private final Source source;
  private final Mapping mapping;
  private final StoredEvents stored;
  private final JsonNode job;
  private final int organization;
  private final ObjectNode report = JsonNodeFactory.instance.objectNode();
  private long rows;
  private long unfit;
  private long missing;
  private long different;
  private long extra;
  private long superseded;

  /// @param job as `/v1/imports` tells it
  Comparison(Source source, Mapping mapping, StoredEvents stored, JsonNode job) {
    this.source = source;
    this.mapping = mapping;
    this.stored = stored;
    this.job = job;
    this.organization = job.path("organization").asInt();
  }

  /// Of a day.
  private static final class Sum {

    private long events;
    private long high;
    private long low;

    void add(Fingerprint event) {
      events++;
      // Of the key and what it says, so that two events that change places show.
      high += (event.checksum().getMostSignificantBits() * 31 + event.key().getMostSignificantBits())
          ^ event.time().toEpochMilli();
      low += event.checksum().getLeastSignificantBits() ^ event.key().getLeastSignificantBits();
    }

    boolean isLike(Sum other) {
      return events == other.events && high == other.high && low == other.low;
    }
  }

  /// The version of an event: a row that changed has had several.
  private record Version(UUID key, Instant time) {
  }

  ObjectNode run() throws InterruptedException {
    var expected = new TreeMap<LocalDate, Sum>();
    readSource((id, event) -> expected.computeIfAbsent(day(event), none -> new Sum()).add(event));
    var found = new TreeMap<LocalDate, Sum>();
    for (var day : days(expected.keySet())) {
      var sum = new Sum();
      stored.read(day, job.path("source").asText(), event -> sum.add(fingerprint(event)));
      if (sum.events > 0) {
        found.put(day, sum);
      }
    }
    var differing = new TreeSet<>(expected.keySet());
    differing.addAll(found.keySet());
    differing.removeIf(day -> expected.getOrDefault(day, new Sum()).isLike(found.getOrDefault(day, new Sum())));
    long rowsRead = rows;
    long unfitRows = unfit;
    report.putArray("differences");
    if (!differing.isEmpty()) {
      look(differing);
    }
    return report.put("rows", rowsRead).put("unfit", unfitRows)
        .put("events", expected.values().stream().mapToLong(sum -> sum.events).sum())
        .put("stored", found.values().stream().mapToLong(sum -> sum.events).sum())
        .put("missing", missing).put("different", different).put("extra", extra).put("superseded", superseded)
        .put("equal", missing + different + extra == 0);
  }

  private void look(Set<LocalDate> days) throws InterruptedException {
    var left = new HashMap<Version, UUID>();
    for (var day : days) {
      stored.read(day, job.path("source").asText(), event -> {
        var found = fingerprint(event);
        left.put(new Version(found.key(), found.time()), found.checksum());
      });
    }
    var known = new HashSet<UUID>();
    left.keySet().forEach(version -> known.add(version.key));
    var alsoInSource = new HashSet<UUID>();
    readSource((id, event) -> {
      if (known.contains(event.key())) {
        alsoInSource.add(event.key());
      }
      if (days.contains(day(event))) {
        var there = left.remove(new Version(event.key(), event.time()));
        if (there == null) {
          missing++;
          list("missing", id, event.time());
        } else if (!there.equals(event.checksum())) {
          different++;
          list("different", id, event.time());
        }
      }
    });
    left.forEach((version, checksum) -> {
      if (alsoInSource.contains(version.key)) {
        superseded++;
      } else {
        extra++;
        list("extra", version.key.toString(), version.time);
      }
    });
  }

  private void list(String what, String id, Instant time) {
    var differences = report.withArray("differences");
    if (differences.size() < MOST_LISTED) {
      differences.addObject().put("what", what).put("id", id).put("time", time.toString());
    }
  }

  private void readSource(BiConsumer<String, Fingerprint> event) {
    rows = 0;
    unfit = 0;
    for (Map.Entry<String, Mapping.Part> part : mapping.against(source).entrySet()) {
      var occasion = new Occasion(part.getKey(), job.path("source").asText(),
          Instant.parse(job.path("createdAt").asText()));
      Rows.each(source, part.getKey(), part.getValue(), row -> {
        rows++;
        for (var made : Rows.events(part.getValue(), row, occasion, (reason, detail) -> unfit++)) {
          var id = made.path("id").asText();
          var key = AcceptedEvent.eventKey(organization, occasion.source(), id);
          event.accept(id, Fingerprint.ofSent(key, made, mapping.namesPlatforms()));
        }
      });
    }
  }

  private Fingerprint fingerprint(JsonNode event) {
    return Fingerprint.ofStored(event, mapping.namesPlatforms());
  }

  private static LocalDate day(Fingerprint event) {
    return LocalDate.ofInstant(event.time(), ZoneOffset.UTC);
  }

  /// Those of the source, and all that the job has sent.
  private Set<LocalDate> days(Set<LocalDate> ofSource) {
    var days = new TreeSet<>(ofSource);
    if (job.hasNonNull("oldest")) {
      var first = StoredEvents.firstDay(job);
      var last = LocalDate.ofInstant(Instant.parse(job.path("newest").asText()), ZoneOffset.UTC);
      // A row of the far future was rejected, but is remembered as the newest.
      var today = LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
      var end = last.isAfter(today) ? today : last;
      if (!end.isBefore(first)) {
        first.datesUntil(end.plusDays(1)).forEach(days::add);
      }
    }
    return days;
  }
}

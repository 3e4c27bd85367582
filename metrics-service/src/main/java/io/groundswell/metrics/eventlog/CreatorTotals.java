package io.groundswell.metrics.eventlog;

import io.groundswell.contract.Kind;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Reading;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What posts say of their creators' counters: numbers of the creator's series. Each is a row under the key of the
/// post's event but of the creator, and is stored with it or not at all.
final class CreatorTotals {

  private static final String CREATOR = "creator";
  private static final Map<String, String> TOTALS = Readings.creatorTotals();
  private static final long LARGEST = 999_999_999_999_999L;

  private CreatorTotals() {
  }

  /// The creator's part of each event that has one.
  static List<LoggedEvent> of(List<Candidate> stored) {
    var found = new ArrayList<LoggedEvent>();
    for (var candidate : stored) {
      var event = of(candidate.event());
      if (event != null) {
        found.add(event);
      }
    }
    return found;
  }

  private static @Nullable LoggedEvent of(LoggedEvent event) {
    var content = event.content();
    // A look at the text first: most events have no such thing, and each of them would have to be parsed.
    if (content == null || content.data() == null || !content.type().startsWith("post.")
        || !content.data().contains("\"creator\"") || !content.data().contains("_count\"")
        || !(new JsonObject(content.data()).getValue(CREATOR) instanceof JsonObject profile)
        || !(profile.getValue("id") instanceof String id) || id.isEmpty()) {
      return null;
    }
    var readings = new ArrayList<Reading>(TOTALS.size());
    TOTALS.forEach((member, metric) -> {
      var value = profile.getValue(member);
      if ((value instanceof Integer || value instanceof Long) && Math.abs(((Number) value).longValue()) <= LARGEST) {
        readings.add(new Reading(metric, Kind.TOTAL, ((Number) value).doubleValue()));
      }
    });
    return readings.isEmpty() ? null
        : new LoggedEvent(event.organization(), event.source(), event.receivedAt(), event.observedAt(), event.key(),
            new Subject(CREATOR, id), event.platform(), readings, null, null, event.sentAt(), event.replayOf());
  }

  /// The partitions that the creators' own events are on, and the batch's: whoever works out steps of a series holds
  /// the lock of its partition. In their order, so that two batches never wait for each other.
  static long[] partitions(int own, List<Candidate> ofCreators) {
    var partitions = sorted(ofCreators);
    partitions.add((long) own);
    return partitions.stream().mapToLong(Long::longValue).toArray();
  }

  /// Those of the creators alone.
  static long[] partitions(List<Candidate> ofCreators) {
    return sorted(ofCreators).stream().mapToLong(Long::longValue).toArray();
  }

  private static TreeSet<Long> sorted(List<Candidate> ofCreators) {
    var partitions = new TreeSet<Long>();
    for (var candidate : ofCreators) {
      var event = candidate.event();
      var key = (event.organization() + "/" + event.subject()).getBytes(StandardCharsets.UTF_8);
      partitions.add((long) Slot.partition(Slot.of(key), Lane.PARTITIONS));
    }
    return partitions;
  }
}

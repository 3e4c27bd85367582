package io.groundswell.metrics.eventlog;

import io.groundswell.contract.Kind;
import io.groundswell.contract.Reading;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What posts say of their creators' counters: numbers of the creator's series, stored with the post's event or not at
/// all.
///
/// They have a key of their own. Under that of the event they would be in the way of a row of the same creator, time
/// and event key: of the creator's own event, which an identity of another subject does not make a known one, or of a
/// second post.
final class CreatorTotals {

  private static final String CREATOR = "creator";
  /// In the order of their members' names.
  private static final Map<String, String> TOTALS = new TreeMap<>(Readings.creatorTotals());
  private static final List<String> METRICS = List.copyOf(TOTALS.values());
  private static final long LARGEST = 999_999_999_999_999L;

  /// So that nobody takes the first of them for an event: events are counted by their rows of ordinal 0.
  private static final int FIRST_ORDINAL = 1_000;

  private CreatorTotals() {
  }

  /// The creator's part of each event that has one.
  static List<LoggedEvent> of(List<Candidate> stored) {
    var found = new ArrayList<LoggedEvent>();
    for (var candidate : stored) {
      var part = of(candidate);
      if (part != null) {
        found.add(part);
      }
    }
    return found;
  }

  private static @Nullable LoggedEvent of(Candidate candidate) {
    var event = candidate.event();
    var content = event.content();
    // A look at the text first: most events have no such thing, and each of them would have to be parsed.
    if (content == null || content.data() == null || !content.type().startsWith("post.")
        || !content.data().contains("\"creator\"") || !content.data().contains("_count\"")
        || !(new JsonObject(content.data()).getValue(CREATOR) instanceof JsonObject profile)
        || !(profile.getValue("id") instanceof String id) || id.isEmpty()) {
      return null;
    }
    var creator = new Subject(CREATOR, id);
    var readings = new ArrayList<Reading>(TOTALS.size());
    TOTALS.forEach((member, metric) -> {
      var value = profile.getValue(member);
      if ((value instanceof Integer || value instanceof Long) && Math.abs(((Number) value).longValue()) <= LARGEST
          && !(event.subject().equals(creator) && says(event, metric))) {
        readings.add(new Reading(metric, Kind.TOTAL, ((Number) value).doubleValue()));
      }
    });
    return readings.isEmpty() ? null
        : new LoggedEvent(event.organization(), event.source(), event.receivedAt(), event.observedAt(),
            key(event.key(), candidate.subject()), creator, event.platform(), readings, null, null, event.sentAt(),
            event.replayOf());
  }

  /// An event about the creator that says the number at its top has said it: a series has one value of an event.
  private static boolean says(LoggedEvent event, String metric) {
    return event.readings().stream().anyMatch(reading -> reading.metric().equals(metric));
  }

  /// The first 16 bytes of SHA-256 over the event's key and the number of what it is about; an event is known by both.
  /// The function `analytics.creator_key` says the same.
  static UUID key(UUID event, int subject) {
    var text = ByteBuffer.allocate(Long.BYTES * 2 + Integer.BYTES).putLong(event.getMostSignificantBits())
        .putLong(event.getLeastSignificantBits()).putInt(subject).array();
    try {
      var hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// That of a number's row.
  static int ordinal(String metric) {
    return FIRST_ORDINAL + METRICS.indexOf(metric);
  }
}

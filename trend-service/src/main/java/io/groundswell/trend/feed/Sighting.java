package io.groundswell.trend.feed;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Kind;
import io.groundswell.contract.Reading;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Refusal;
import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.exactlyonce.Arrival;
import io.groundswell.exactlyonce.UnreadableException;
import io.groundswell.trend.memory.SeriesKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What of an event is counted: its deltas. Totals and gauges say how much there is, not that something happened.
///
/// @param niche that the event puts its subject in; null for none
/// @param identity the event again is the same: first 16 bytes of SHA-256 over its key, time and subject
/// @param receivedAt when the edge took it
/// @param creator who did it; null where the sender did not say
record Sighting(int organization, int slot, Subject subject, String platform, @Nullable String niche,
    Instant observedAt, Instant receivedAt,
    @Nullable String creator, UUID identity, List<Reading> deltas) {

  static Sighting of(Arrival arrival) throws UnreadableException {
    var value = arrival.value();
    if (value == null) {
      throw new UnreadableException("no_value", "a record without a value");
    }
    var accepted = switch (EventCodec.decodeAccepted(value)) {
      case Decoded.Event<AcceptedEvent>(var event) -> event;
      case Decoded.Refused<AcceptedEvent>(_, var refusal) -> throw unreadable(refusal);
    };
    var key = accepted.recordKey();
    if (!Arrays.equals(key, arrival.key())) {
      // It may lie on a partition where nobody would look for its series.
      throw new UnreadableException("foreign_key", "the record's key is not that of its subject");
    }
    var event = accepted.event();
    var readings = switch (Readings.of(event)) {
      case Readings.Of(var all) -> all;
      case Readings.Refused(var refusal) -> throw unreadable(refusal);
    };
    var deltas = readings.stream()
        .filter(reading -> reading.kind() == Kind.DELTA)
        .toList();
    return new Sighting(accepted.organization(), Slot.of(key), accepted.subject(), accepted.platform().intern(),
        event.niche(), event.time(), accepted.receivedAt(), event.userId(), identity(accepted), deltas);
  }

  SeriesKey series(Reading delta) {
    return new SeriesKey(organization, slot, subject, platform, delta.metric());
  }

  private static UnreadableException unreadable(Refusal refusal) {
    return new UnreadableException(refusal.reason().slug(), refusal.detail());
  }

  private static UUID identity(AcceptedEvent accepted) {
    var subject = accepted.subject().toString().getBytes(StandardCharsets.UTF_8);
    var key = accepted.eventKey();
    var time = accepted.event().time();
    var text = ByteBuffer.allocate(28 + subject.length)
        .putLong(key.getMostSignificantBits())
        .putLong(key.getLeastSignificantBits())
        .putLong(time.getEpochSecond())
        .putInt(time.getNano())
        .put(subject);
    var hash = ByteBuffer.wrap(sha256().digest(text.array()));
    return new UUID(hash.getLong(), hash.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

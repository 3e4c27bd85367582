package io.groundswell.metrics.eventlog;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Correction;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Reading;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Reason;
import io.groundswell.contract.Refusal;
import io.groundswell.exactlyonce.Arrival;
import io.groundswell.exactlyonce.UnreadableException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Understands a record of a lane, or says why it cannot be.
final class EventReader {

  /// What the edge takes on the live lane, and an hour for clocks that differ and for the way to the broker.
  private static final Duration OLDEST_LIVE = Duration.ofDays(7).plusHours(1);
  private static final Duration NEWEST_LIVE = Duration.ofMinutes(70);

  /// How the sources of imports begin.
  private static final String IMPORT = "import/";

  /// Extension attributes that have columns, or are about the sending and not the event.
  private static final Set<String> KEPT_ELSEWHERE =
      Set.of("userid", "niche", CloudEvent.SENT_TIME, CloudEvent.REPLAY_OF);

  /// Of numbers these say nothing more: the request that sent them (a retry has another), and what they were multiplied
  /// by.
  private static final Set<String> NOTHING_MORE = Set.of("traceparent", "sampledrate");

  private EventReader() {
  }

  static LoggedEvent read(Arrival arrival, Lane lane) throws UnreadableException {
    var value = arrival.value();
    if (value == null) {
      throw new UnreadableException(Reason.NOT_A_CLOUD_EVENT.slug(), "a record without a value");
    }
    return switch (EventCodec.decodeAccepted(value)) {
      case Decoded.Refused<AcceptedEvent>(var id, var refusal) -> throw unreadable(refusal);
      case Decoded.Event<AcceptedEvent>(var event) -> {
        requireLiveTime(event.event().time(), arrival.appendedAt(), lane);
        yield logged(event);
      }
    };
  }

  private static LoggedEvent logged(AcceptedEvent accepted) throws UnreadableException {
    var event = accepted.event();
    return new LoggedEvent(accepted.organization(), event.source(), accepted.receivedAt(),
        event.time(), accepted.eventKey(), accepted.subject(), accepted.platform(),
        readings(event), content(event), Correction.find(event), event.sentAt(), event.replayOf());
  }

  private static List<Reading> readings(CloudEvent event) throws UnreadableException {
    return switch (Readings.of(event)) {
      case Readings.Of(var readings) -> readings;
      case Readings.Refused(var refusal) -> throw unreadable(refusal);
    };
  }

  /// What is nothing but numbers has none: these have rows of their own. Of an import the numbers are kept as they
  /// came, too: it is compared with its source event by event.
  private static LoggedEvent.@Nullable Content content(CloudEvent event) {
    boolean isNumbers = event.type().equals(Readings.METRIC_OBSERVED) && !event.source().startsWith(IMPORT);
    if (isNumbers && !saysMore(event)) {
      return null;
    }
    var data = isNumbers ? null : event.data();
    return new LoggedEvent.Content(event.type(), event.userId(), event.niche(), attributes(event),
        data == null ? null : data.text());
  }

  /// Whether it names a person or a niche, or has attributes of its sender's own.
  private static boolean saysMore(CloudEvent event) {
    return event.userId() != null || event.niche() != null || event.extensions().keySet().stream()
        .anyMatch(name -> !KEPT_ELSEWHERE.contains(name) && !NOTHING_MORE.contains(name));
  }

  private static @Nullable String attributes(CloudEvent event) {
    var further = new JsonObject();
    event.extensions().forEach((name, value) -> {
      if (!KEPT_ELSEWHERE.contains(name)) {
        further.put(name, value);
      }
    });
    return further.isEmpty() ? null : further.encode();
  }

  /// The edge refuses such times; one that is written to the topic past the edge would wait for a partition that
  /// nobody makes.
  private static void requireLiveTime(Instant time, Instant appendedAt, Lane lane) throws UnreadableException {
    boolean tooOld = time.isBefore(appendedAt.minus(OLDEST_LIVE));
    if (lane == Lane.LIVE && (tooOld || time.isAfter(appendedAt.plus(NEWEST_LIVE)))) {
      throw new UnreadableException(Reason.TIMESTAMP_OUT_OF_RANGE.slug(),
          "the live lane takes events of the last 7 days and the next 10 minutes");
    }
  }

  private static UnreadableException unreadable(Refusal refusal) {
    var place = refusal.pointer().isEmpty() ? "" : refusal.pointer() + ": ";
    return new UnreadableException(refusal.reason().slug(), place + refusal.detail());
  }
}

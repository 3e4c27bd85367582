package io.groundswell.ingest.intake;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Reading;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Reason;
import io.groundswell.contract.Refusal;
import io.groundswell.groundwork.access.Access;
import io.groundswell.ingest.backfill.ReadyRanges;
import io.groundswell.ingest.publish.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides whether an event is taken, and if so writes its record. Pure: what it needs to know comes with the call.
///
/// An event's time is held against the time of receipt, not against the wall clock, so that a batch is judged as one:
/// at a receipt of 12:00 on the 20th, the live lane takes 12:00 on the 13th to 12:10 on the 20th, both included.
final class Admitter {

  /// Whether an event may use what it names.
  interface Names {
    @Nullable
    Refusal refusal(int organization, CloudEvent placed, List<Reading> readings, Instant receivedAt);
  }

  private final Names names;
  private final Duration back;
  private final Duration ahead;
  private final int largest;

  Admitter(IntakeConfig config, Names names) {
    this(names, config.liveBack(), config.ahead(), Math.toIntExact(config.largestEvent().asLongValue()));
  }

  /// @param names is asked last, about events that are taken otherwise
  /// @param back how far before receipt the live lane reaches
  /// @param ahead how far after receipt either lane reaches
  /// @param largest bytes of the canonical form
  Admitter(Names names, Duration back, Duration ahead, int largest) {
    this.names = names;
    this.back = back;
    this.ahead = ahead;
    this.largest = largest;
  }

  Verdict judge(Decoded<CloudEvent> decoded, Access sender, Lane lane, ReadyRanges ranges, Instant receivedAt) {
    return switch (decoded) {
      case Decoded.Refused<CloudEvent>(var id, var refusal) -> new Verdict.Rejected(id, "", refusal);
      case Decoded.Event<CloudEvent>(var event) -> {
        var untimely = untimely(event, sender, lane, ranges, receivedAt);
        yield untimely != null ? rejected(event, untimely) : switch (Readings.of(event)) {
          case Readings.Refused(var unreadable) -> rejected(event, unreadable);
          case Readings.Of(var readings) -> sized(new AcceptedEvent(sender.organization(), receivedAt,
              event.placed(sender.defaultPlatform())), readings);
        };
      }
    };
  }

  private Verdict sized(AcceptedEvent accepted, List<Reading> readings) {
    var event = accepted.event();
    var value = EventCodec.encode(accepted);
    var refusal = value.length > largest ? tooLarge()
        : names.refusal(accepted.organization(), event, readings, accepted.receivedAt());
    return refusal != null ? rejected(event, refusal)
        : new Verdict.Admitted(event.id(), event.source(), new Parcel(accepted.recordKey(), value));
  }

  private static Verdict rejected(CloudEvent event, Refusal refusal) {
    return new Verdict.Rejected(event.id(), event.source(), refusal);
  }

  /// What to say of an event that the edge or the broker finds too large.
  Refusal tooLarge() {
    return new Refusal(Reason.TOO_LARGE, "", "an event has at most " + largest + " bytes");
  }

  private @Nullable Refusal untimely(CloudEvent event, Access sender, Lane lane, ReadyRanges ranges,
      Instant receivedAt) {
    return switch (lane) {
      case LIVE -> event.time().isBefore(receivedAt.minus(back)) ? tooOld() : tooNew(event, receivedAt);
      case BACKFILL -> ranges.contain(sender.organization(), event.time()) ? tooNew(event, receivedAt)
          : new Refusal(Reason.OUTSIDE_DECLARED_RANGE, "/time", "declare the range first, by POST /v1/backfills");
    };
  }

  private Refusal tooOld() {
    return new Refusal(Reason.TIMESTAMP_OUT_OF_RANGE, "/time", "time lies more than " + back.toDays()
        + " days before receipt; history goes through the backfill lane");
  }

  private @Nullable Refusal tooNew(CloudEvent event, Instant receivedAt) {
    return event.time().isAfter(receivedAt.plus(ahead)) ? new Refusal(Reason.TIMESTAMP_OUT_OF_RANGE, "/time",
        "time lies more than " + ahead.toMinutes() + " minutes after receipt") : null;
  }
}

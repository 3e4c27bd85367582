package io.groundswell.ingest.limits;

import io.groundswell.contract.EventLimits;
import io.groundswell.groundwork.connection.ConnectionConfig;
import io.groundswell.ingest.census.CensusConfig;
import io.groundswell.ingest.door.DoorConfig;
import io.groundswell.ingest.intake.IntakeConfig;
import io.groundswell.ingest.lines.LinesConfig;
import io.groundswell.ingest.publish.PublishConfig;
import io.groundswell.ingest.quota.Allowance;
import io.groundswell.ingest.quota.ByteBudget;
import io.groundswell.ingest.quota.QuotaConfig;
import io.groundswell.ingest.quota.Rate;

/// Every limit of the edge with the value that is in force. A value that equals its limit is taken, the next is not.
public record Limits(OfEvent event, OfBody body, OfLines lines, OfTime time, OfDay day, OfKey key, OfEdge edge) {

  /// Of one event.
  ///
  /// @param bytes of its canonical form
  /// @param depth objects and arrays inside each other, the event and its batch included
  /// @param nameLength characters of a member's name
  /// @param stringLength characters of a string in `data`
  /// @param numberLength characters of a number
  /// @param lowestExponent of a number in `data`
  /// @param highestNumber in `data`, in either direction: what binary64 holds
  /// @param extensions attributes beyond those that CloudEvents and Groundswell know
  record OfEvent(long bytes, int depth, int nameLength, int stringLength, int numberLength, int lowestExponent,
      double highestNumber, int idLength, int sourceLength, int typeLength, int platformLength, int extensions,
      int extensionLength, int metrics,
      int metricNameLength) {
  }

  /// Of one request.
  ///
  /// @param bytes as it is sent, and also after its `Content-Encoding` was undone
  /// @param tokens names and values, braces and brackets
  /// @param seconds until the whole body has to be there
  record OfBody(long bytes, int events, long tokens, long seconds) {
  }

  /// @param liveBackSeconds how far before receipt an event's time may lie in the live lane
  /// @param aheadSeconds how far after receipt it may lie
  record OfTime(long liveBackSeconds, long aheadSeconds) {
  }

  /// Of the key's organisation in one UTC day; each replica of the edge counts for itself.
  ///
  /// @param metrics different names
  /// @param series different subjects, platforms, metrics and kinds
  record OfDay(int metrics, int series) {
  }

  /// Of the key that asks; each replica of the edge counts for itself.
  ///
  /// @param bytesHeld by requests of the key that are not answered yet
  record OfKey(Quota events, Quota bytes, long bytesHeld) {
  }

  /// @param burst at once, after a pause
  record Quota(long perSecond, long burst) {

    static Quota of(Rate rate) {
      return new Quota(rate.perSecond(), rate.burst());
    }
  }

  /// Of one replica of the edge.
  ///
  /// @param bytesHeld by all requests that are not answered yet
  /// @param headerSeconds from the first byte of a request until its headers have to be there
  /// @param subjectBytesWaiting for the broker, of one subject and those that share its slot
  record OfEdge(long bytesHeld, int connections, long headerSeconds, long subjectBytesWaiting) {
  }

  /// Of a stream of lines; its length has none.
  ///
  /// @param bytes of one line
  /// @param together lines that are given to the broker at a time, and answered
  /// @param bytesTogether of them, and one line more
  /// @param silentSeconds how long nothing may come, or nobody may read
  /// @param streams of one replica of the edge
  record OfLines(long bytes, int together, long bytesTogether, long silentSeconds, int streams) {
  }

  static Limits of(DoorConfig door, IntakeConfig intake, LinesConfig lines, CensusConfig census, QuotaConfig quota,
      PublishConfig publish, ConnectionConfig connection, Allowance key, int connections) {
    return new Limits(
        new OfEvent(intake.largestEvent().asLongValue(), EventLimits.MOST_DEPTH, EventLimits.LONGEST_NAME,
            EventLimits.LONGEST_STRING, EventLimits.LONGEST_NUMBER, -EventLimits.HIGHEST_EXPONENT, Double.MAX_VALUE,
            EventLimits.LONGEST_ID, EventLimits.LONGEST_ID, EventLimits.LONGEST_TYPE, EventLimits.LONGEST_PLATFORM,
            EventLimits.MOST_EXTENSIONS, EventLimits.LONGEST_EXTENSION, EventLimits.MOST_METRICS,
            EventLimits.LONGEST_METRIC),
        new OfBody(door.largestBody().asLongValue(), intake.mostEvents(), EventLimits.MOST_TOKENS,
            door.bodyDeadline().toSeconds()),
        new OfLines(intake.largestEvent().asLongValue(), lines.mostTogether(),
            lines.mostBytesTogether().asLongValue(), lines.patience().toSeconds(), lines.mostStreams()),
        new OfTime(intake.liveBack().toSeconds(), intake.ahead().toSeconds()),
        new OfDay(census.mostMetrics(), census.mostSeries()),
        new OfKey(Quota.of(key.events()), Quota.of(key.bytes()), ByteBudget.mostOfAKey(quota)),
        new OfEdge(quota.mostHeld().asLongValue(), connections, connection.headerDeadline().toSeconds(),
            publish.mostWaitingOfASubject().asLongValue()));
  }
}

package io.groundswell.contract;

import java.util.Locale;

/// The way of an event into the system: live, or history. Each lane has its own Kafka topic and consumer
/// groups, so that a backfill of years never delays an event of now.
public enum Lane {
  LIVE("events.v1"),
  BACKFILL("events.backfill.v1");

  /// Partitions of a newly created topic. More may be added later: state hangs on the [slot][Slot], not on these.
  public static final int PARTITIONS = 12;

  private final String topic;

  Lane(String topic) {
    this.topic = topic;
  }

  public String topic() {
    return topic;
  }

  /// The name in URLs, metrics and consumer names: `live` or `backfill`.
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}

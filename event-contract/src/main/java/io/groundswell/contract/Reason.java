package io.groundswell.contract;

import java.util.Locale;

/// The closed list of why an event is refused at the door, or set aside after it was accepted. The slug is stable:
/// it is the last segment of a problem's `type`, the reason in the quarantine, and a metric's tag.
public enum Reason {
  NOT_JSON(400, "The body is not well-formed JSON"),
  NOT_A_CLOUD_EVENT(400, "Not a CloudEvent 1.0"),
  MISSING_ATTRIBUTE(400, "A required attribute is missing"),
  INVALID_ATTRIBUTE(400, "An attribute has the wrong type or shape"),
  RESERVED_ATTRIBUTE(400, "An attribute that only Groundswell sets"),
  DUPLICATE_ATTRIBUTE(400, "The same attribute twice"),
  INVALID_TEXT(400, "Text that PostgreSQL cannot hold: U+0000 or an unpaired surrogate"),
  NUMBER_OUT_OF_RANGE(400, "A number that cannot be kept exactly"),
  UNSUPPORTED_DATA(400, "Data that is not a JSON object"),
  INVALID_DATA(400, "Data that does not fit the event type"),
  TOO_LARGE(413, "Larger than the published limit"),
  TOO_MANY_METRICS(422, "More metric names than an organisation may use in a day"),
  TOO_MANY_SERIES(422, "More series than an organisation may write in a day"),
  TIMESTAMP_OUT_OF_RANGE(422, "Event time outside of what the lane accepts"),
  OUTSIDE_DECLARED_RANGE(422, "Event time outside of every declared backfill"),
  /// Only set aside, never answered: the day's partition was dropped in the meantime.
  ARCHIVED_RANGE(422, "Event time in a range that is archived"),
  /// Only set aside, never answered: the organisation does not keep events of this type for so long.
  EXPIRED_RANGE(422, "Event time before what the organisation keeps"),
  /// Only set aside, never answered: the event that it corrects does not have the metric; or is not there yet, and too
  /// many wait already.
  UNKNOWN_EVENT(422, "Corrects an event that is not there"),
  /// Only set aside, never answered: the database refused the row.
  REFUSED_BY_DATABASE(422, "The database refused the row");

  private final int status;
  private final String title;

  Reason(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /// The HTTP status of a single event refused for this.
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}

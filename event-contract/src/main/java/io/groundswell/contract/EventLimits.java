package io.groundswell.contract;

/// How far the JSON of an event may go. Fixed, not configured: the edge and every reader of the topics run the same
/// codec, and an edge that took more than its readers can read would fill the quarantine.
public final class EventLimits {

  /// Characters of `id` and of `source`.
  public static final int LONGEST_ID = 256;
  /// Characters of `type`.
  public static final int LONGEST_TYPE = 128;
  /// Characters of `platform`.
  public static final int LONGEST_PLATFORM = 32;
  /// Characters of a further attribute that is a string.
  public static final int LONGEST_EXTENSION = 1_024;
  /// Further attributes of an event.
  public static final int MOST_EXTENSIONS = 32;
  /// Metrics of an event.
  public static final int MOST_METRICS = 64;
  /// Characters of a metric's name.
  public static final int LONGEST_METRIC = 64;
  /// Objects and arrays inside each other, the event and its batch included.
  public static final int MOST_DEPTH = 64;
  /// Characters of a member's name.
  public static final int LONGEST_NAME = 1_024;
  /// Characters of a string in `data`.
  public static final int LONGEST_STRING = 1_000_000;
  /// Characters of a number.
  public static final int LONGEST_NUMBER = 100;
  /// The exponent of a number in `data`, in either direction: PostgreSQL's numeric has at most 16,383 decimal places
  /// and would refuse `1e-20000`, long after it was accepted.
  public static final int HIGHEST_EXPONENT = 400;
  /// Names and values, braces and brackets of one body, so that it cannot be made of nothing else.
  public static final long MOST_TOKENS = 2_000_000;

  private EventLimits() {
  }
}

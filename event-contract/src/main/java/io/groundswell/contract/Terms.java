package io.groundswell.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a sender may leave out.
///
/// @param missingTime the time of an event that names none; null where such an event is refused
public record Terms(Shape shape, @Nullable Instant missingTime) {

  /// CloudEvents and nothing else.
  public static final Terms STRICT = new Terms(Shape.CLOUD_EVENT, null);

  /// What an event's object looks like.
  public enum Shape {
    /// CloudEvents 1.0, JSON format.
    CLOUD_EVENT,
    /// The same, or without `specversion` our short form:
    /// `{"subject": "post/9f3", "time": …, "metrics": {"likes": 10}}`.
    SHORT
  }
}

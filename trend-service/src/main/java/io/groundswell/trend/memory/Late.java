package io.groundswell.trend.memory;

import java.time.Instant;

/// That a bucket was judged already, since newer ones had come, and then an event of it came: the series was judged
/// anew, from the bucket on.
///
/// @param at when the event was received
/// @param bucket the number of the bucket
public record Late(Instant at, long bucket) {

  /// The one that came later, and of two that came at once the one of the later bucket.
  public static Late latest(Late one, Late other) {
    int times = one.at.compareTo(other.at);
    return times > 0 || times == 0 && one.bucket >= other.bucket ? one : other;
  }
}

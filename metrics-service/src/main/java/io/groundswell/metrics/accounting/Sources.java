package io.groundswell.metrics.accounting;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer.
///
/// @param warningMillis from which difference on a clock is called wrong
/// @param sources by name
/// @param next what to pass as `after` to read on; null at the end
record Sources(Instant from, Instant to, long warningMillis, List<Source> sources,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {

  /// @param latest the last minute in which the edge received something of it
  /// @param events all that were read, whatever became of them
  record Source(String source, Instant latest, long events, Clock clock) {
  }

  /// Received − sent, in milliseconds: positive where the sender's clock is behind or the way was long, negative where
  /// the clock is ahead. The least is nearest to the clock's error, since only that way no time was lost on the way.
  ///
  /// @param timed events that said when they were sent; the next three are of these, null where there is none
  /// @param leastAge the least of received − time over all events: what happened cannot be received before, so where
  ///     it is negative the clock is ahead by at least that; positive, it says nothing
  /// @param warning `ahead`, `behind`, or null
  record Clock(long timed, @Nullable Long least, @Nullable Long average, @Nullable Long most, @Nullable Long leastAge,
      @Nullable String warning) {

    static Clock of(long timed, long sum, @Nullable Long least, @Nullable Long most, @Nullable Long leastAge,
        long warningMillis) {
      var average = timed == 0 ? null : Long.valueOf(Math.round((double) sum / timed));
      var earliest = least != null ? least : leastAge;
      String warning = null;
      if (earliest != null && earliest < -warningMillis) {
        warning = "ahead";
      } else if (average != null && average > warningMillis) {
        warning = "behind";
      }
      return new Clock(timed, least, average, most, leastAge, warning);
    }
  }
}

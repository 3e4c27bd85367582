package io.groundswell.metrics.capacity;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What the database holds, and how it grows.
///
/// @param bytes of the whole database, indexes included
/// @param bytesPerDay what the finished days of the last week hold on average, and of a partition of several days those
/// that have begun; null while there is none
/// @param madeUntil the last day in a row from today on that has its tables; null where today has none
/// @param oldest the oldest day that has not left the database
record Storage(long bytes, @Nullable Long bytesPerDay, @Nullable LocalDate madeUntil, @Nullable LocalDate oldest) {

  /// Days until the disk is full at the rate of the last week; null where that is not known, or it does not grow.
  @Nullable
  Long daysLeft(@Nullable Long disk) {
    if (disk == null || bytesPerDay == null || bytesPerDay == 0) {
      return null;
    }
    return Math.max(0, disk - bytes) / bytesPerDay;
  }
}

package io.groundswell.metrics.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// For how long events of a type are kept.
///
/// @param eventType `*`: all types without a rule of their own
/// @param keepDays whole UTC days, today not counted; null: for ever, but for what has expired before
/// @param expiredBefore events of earlier days are refused
/// @param doneBefore events of earlier days have been removed
/// @param removed events, so far
/// @param error why it does not get on; null where it does
@JsonInclude(JsonInclude.Include.NON_NULL)
record Rule(String eventType, @Nullable Integer keepDays, @Nullable LocalDate expiredBefore,
    @Nullable LocalDate doneBefore, long removed, Instant changedAt, @Nullable String error) {

  static final String ALL_TYPES = "*";
  static final String COLUMNS = "event_type, keep_days, expired_before, done_before, removed, changed_at, error";

  private static final LocalDate NEVER = LocalDate.of(1, 1, 1);

  static Rule from(Row row) {
    return new Rule(row.getString("event_type"), row.getInteger("keep_days"), day(row, "expired_before"),
        day(row, "done_before"), row.getLong("removed"), row.getOffsetDateTime("changed_at").toInstant(),
        row.getString("error"));
  }

  private static @Nullable LocalDate day(Row row, String column) {
    var day = row.getLocalDate(column);
    return day.equals(NEVER) ? null : day;
  }
}

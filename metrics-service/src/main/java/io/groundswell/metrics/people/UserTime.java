package io.groundswell.metrics.people;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a person spends their time.
///
/// @param averageSessionMinutes null where no session ended yet
/// @param preferredGenres up to five, the most frequent first
/// @param preferredHours up to three hours of the day (UTC), the most frequent first
/// @param counts `genres`, `hours` and `actions`, each with how often
@JsonInclude(JsonInclude.Include.NON_NULL)
record UserTime(String userId, Instant firstSeen, Instant lastSeen, int sessions, int bingeSessions,
    @Nullable BigDecimal averageSessionMinutes, BigDecimal totalWatchHours, List<String> preferredGenres,
    List<Integer> preferredHours, @JsonRawValue String counts) {

  static final String COLUMNS = """
      p.external_id, t.first_seen, t.last_seen, t.session_count, t.binge_session_count, t.avg_session_length_minutes,
        t.total_watch_time_hours, t.preferred_genres, t.preferred_watch_times, t.extended_metrics::text AS counts""";

  /// @param next the cursor of the following page, null on the last one
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Page(List<UserTime> people, @Nullable String next) {
  }

  static UserTime from(Row row) {
    return new UserTime(row.getString("external_id"), row.getOffsetDateTime("first_seen").toInstant(),
        row.getOffsetDateTime("last_seen").toInstant(), row.getInteger("session_count"),
        row.getInteger("binge_session_count"), row.getBigDecimal("avg_session_length_minutes"),
        row.getBigDecimal("total_watch_time_hours"), List.of(row.getArrayOfStrings("preferred_genres")),
        List.of(row.getArrayOfIntegers("preferred_watch_times")), row.getString("counts"));
  }
}

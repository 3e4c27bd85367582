package io.groundswell.metrics.forgetting;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An order to forget, as people see it; without the person's name.
///
/// @param state `requested`, `draining` (waits for what was under way), `erasing`, `done`
/// @param report rows that were changed or removed, by table
@JsonInclude(JsonInclude.Include.NON_NULL)
record Forgetting(UUID id, String state, Instant requestedAt, String requestedBy, @Nullable Instant finishedAt,
    @JsonRawValue String report) {

  static final String COLUMNS = "id, state, requested_at, requested_by, finished_at, report::text AS report";

  static Forgetting from(Row row) {
    var finished = row.getOffsetDateTime("finished_at");
    return new Forgetting(row.getUUID("id"), row.getString("state"), row.getOffsetDateTime("requested_at").toInstant(),
        row.getString("requested_by"), finished == null ? null : finished.toInstant(), row.getString("report"));
  }
}

package io.groundswell.trend.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An address as its organisation sees it.
///
/// @param types of announcements that it gets
/// @param state `active`, or `disabled` since it answered 410
/// @param pending deliveries that are still to come or to come again
/// @param dead deliveries that were given up
@JsonInclude(JsonInclude.Include.ALWAYS)
record Webhook(String id, String url, List<String> types, String createdAt, String state,
    @Nullable String disabledReason, long pending, long dead) {

  record Listing(List<Webhook> webhooks) {
  }

  /// @param secret shown this once
  record Issued(Webhook webhook, String secret) {
  }

  /// What became of an announcement.
  ///
  /// @param state `pending`, `delivered` or `dead`
  /// @param nextAttemptAt RFC 3339; null once it is settled
  /// @param lastStatus null where there was no answer, or no attempt yet
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Sent(String eventId, String type, String subject, String state, int attempts, String createdAt,
      @Nullable String nextAttemptAt, @Nullable String settledAt, @Nullable Integer lastStatus,
      @Nullable String lastError) {

    static Sent from(Row row) {
      var state = row.getString("state");
      return new Sent(row.getUUID("event_id").toString(), row.getString("type"),
          row.getString("subject_type") + "/" + row.getString("subject_id"), state, row.getInteger("attempts"),
          time(row.getOffsetDateTime("created_at")),
          state.equals("pending") ? time(row.getOffsetDateTime("due_at")) : null,
          row.getOffsetDateTime("settled_at") == null ? null : time(row.getOffsetDateTime("settled_at")),
          row.getInteger("last_status"), row.getString("last_error"));
    }
  }

  record Deliveries(List<Sent> deliveries) {
  }

  record Replayed(long replayed) {
  }

  static Webhook from(Row row) {
    return new Webhook(row.getUUID("webhook_id").toString(), row.getString("url"),
        List.of(row.getArrayOfStrings("types")), time(row.getOffsetDateTime("created_at")),
        row.getOffsetDateTime("disabled_at") == null ? "active" : "disabled", row.getString("disabled_reason"),
        row.getLong("pending"), row.getLong("dead"));
  }

  private static String time(OffsetDateTime time) {
    return time.toInstant().toString();
  }
}

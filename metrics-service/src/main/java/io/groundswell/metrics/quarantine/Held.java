package io.groundswell.metrics.quarantine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.sqlclient.Row;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A record that was set aside, as people see it.
///
/// @param state `held`, `replaying`, `replayed`, `discarded`
/// @param outcome of a replay: `stored`, `duplicate`, `conflict`, or `quarantined` again
/// @param changedAt when its state last changed
@JsonInclude(JsonInclude.Include.NON_NULL)
record Held(UUID id, String state, String reason, String detail, @Nullable String outcome, String consumer,
    String topic,
    int partition, long offset, Instant appendedAt, Instant quarantinedAt, @Nullable Instant changedAt) {

  static final String COLUMNS =
      "id, state, reason, detail, outcome, consumer, topic, kpartition, koffset, appended_at, "
          + "quarantined_at, changed_at";

  static Held from(Row row) {
    var changed = row.getOffsetDateTime("changed_at");
    return new Held(row.getUUID("id"), row.getString("state"), row.getString("reason"), row.getString("detail"),
        row.getString("outcome"), row.getString("consumer"), row.getString("topic"), row.getInteger("kpartition"),
        row.getLong("koffset"), row.getOffsetDateTime("appended_at").toInstant(),
        row.getOffsetDateTime("quarantined_at").toInstant(), changed == null ? null : changed.toInstant());
  }

  /// @param records latest first
  /// @param next the cursor of those before; null at the end
  record Page(List<Held> records, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {
  }

  /// @param key null where the record has none, or is nobody's
  /// @param value as it came; null where the record has none, is nobody's, or was erased
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Look(Held record, @Nullable Payload key, @Nullable Payload value, List<Change> history) {
  }

  /// Bytes: as text where they are UTF-8, else in base64.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Payload(@Nullable String text, @Nullable String base64) {

    static @Nullable Payload of(byte @Nullable [] bytes) {
      if (bytes == null) {
        return null;
      }
      try {
        return new Payload(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), null);
      } catch (CharacterCodingException binary) {
        return new Payload(null, Base64.getEncoder().encodeToString(bytes));
      }
    }
  }

  /// @param key the public part of the API key that did it
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Change(Instant at, String key, String action, String reason, @Nullable JsonNode patch) {
  }
}

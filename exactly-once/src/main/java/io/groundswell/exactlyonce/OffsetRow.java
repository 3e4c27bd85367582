package io.groundswell.exactlyonce;

import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A partition's row in the offset table, as far as the fence and the claim look at it.
record OffsetRow(@Nullable UUID topicId, long nextOffset, long epoch, UUID owner) {

  static OffsetRow from(Row row) {
    return new OffsetRow(row.getUUID("topic_id"), row.getLong("next_offset"), row.getLong("epoch"),
        row.getUUID("owner"));
  }
}

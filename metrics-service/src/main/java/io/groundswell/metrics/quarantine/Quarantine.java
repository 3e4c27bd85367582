package io.groundswell.metrics.quarantine;

import io.groundswell.exactlyonce.Arrival;
import io.groundswell.exactlyonce.Transaction;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps records that were set aside.
public final class Quarantine {

  private static final String KEEP = """
      INSERT INTO analytics.quarantine (consumer, topic, kpartition, koffset, organization_id, reason, detail, key, value,
        appended_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""";

  private Quarantine() {
  }

  /// @param organization whose it is, null where the record does not say
  public record Kept(Arrival arrival, @Nullable Integer organization, String reason, String detail) {
  }

  public static void keep(Transaction transaction, String consumer, List<Kept> records) {
    transaction.runBatch(KEEP, records.stream().map(kept -> tuple(consumer, kept)).toList());
  }

  private static Tuple tuple(String consumer, Kept kept) {
    var arrival = kept.arrival();
    return Tuple.tuple()
        .addString(consumer)
        .addString(arrival.topic())
        .addInteger(arrival.partition())
        .addLong(arrival.offset())
        .addInteger(kept.organization())
        .addString(kept.reason())
        .addString(kept.detail())
        .addBuffer(buffer(arrival.key()))
        .addBuffer(buffer(arrival.value()))
        .addOffsetDateTime(arrival.appendedAt().atOffset(ZoneOffset.UTC));
  }

  private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : Buffer.buffer(bytes);
  }
}

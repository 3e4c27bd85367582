package io.groundswell.metrics.quarantine;

import io.groundswell.exactlyonce.Arrival;
import io.groundswell.exactlyonce.Transaction;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keeps records that were set aside.
public final class Quarantine {

  // There already: an operator had the topic read again from its beginning (groundswell offsets restart).
  private static final String KEEP = """
      INSERT INTO analytics.quarantine (consumer, topic, kpartition, koffset, organization_id, reason, detail, key, value,
        appended_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (consumer, topic, kpartition, koffset, appended_at) DO NOTHING""";

  // Only while it is replaying: what is read a second time is a duplicate of what settled the record.
  private static final String SETTLE = """
      UPDATE analytics.quarantine AS held
      SET state = 'replayed', outcome = replay.outcome, changed_at = now(), replay_topic = NULL, replay_key = NULL,
        replay_value = NULL
      FROM unnest($1::uuid[], $2::int[], $3::text[]) AS replay (id, organization_id, outcome)
      WHERE held.id = replay.id AND held.organization_id = replay.organization_id AND held.state = 'replaying'""";

  private Quarantine() {
  }

  /// What became of a record that was sent again.
  ///
  /// @param id of the record in the quarantine
  /// @param outcome `stored`, `duplicate`, `conflict` or `quarantined`
  public record Settled(UUID id, int organization, String outcome) {
  }

  /// @param organization whose it is, null where the record does not say
  public record Kept(Arrival arrival, @Nullable Integer organization, String reason, String detail) {
  }

  public static void keep(Transaction transaction, String consumer, List<Kept> records) {
    transaction.runBatch(KEEP, records.stream().map(kept -> tuple(consumer, kept)).toList());
  }

  /// Settles records whose replays the transaction has stored, recognised or set aside. Sends, and does not wait.
  ///
  /// @param settled each record once
  public static void settle(Transaction transaction, List<Settled> settled) {
    if (!settled.isEmpty()) {
      transaction.send(SETTLE, Tuple.from(List.of(
          settled.stream().map(Settled::id).toArray(UUID[]::new),
          settled.stream().map(Settled::organization).toArray(Integer[]::new),
          settled.stream().map(Settled::outcome).toArray(String[]::new))));
    }
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

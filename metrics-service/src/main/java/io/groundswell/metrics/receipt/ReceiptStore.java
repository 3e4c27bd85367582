package io.groundswell.metrics.receipt;

import io.groundswell.contract.Receipt;
import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Looks a place up within one snapshot of one organisation.
final class ReceiptStore {

  private static final String POSITION = """
      SELECT o.topic_id, o.start_offset, o.next_offset, skip.reason AS skipped
      FROM analytics.consumer_offset AS o
      LEFT JOIN LATERAL (
        SELECT s.reason FROM analytics.skipped_range AS s
        WHERE s.consumer = o.consumer AND s.topic = o.topic AND s.kpartition = o.kpartition
          AND s.from_offset <= $4 AND s.to_offset > $4
        ORDER BY s.from_offset DESC LIMIT 1) AS skip ON true
      WHERE o.consumer = $1 AND o.topic = $2 AND o.kpartition = $3""";

  // The latest: a topic that was made anew begins at offset 0 again.
  private static final String SET_ASIDE = """
      SELECT id, state, reason, outcome FROM analytics.quarantine
      WHERE consumer = $1 AND topic = $2 AND kpartition = $3 AND koffset = $4 AND organization_id = $5
      ORDER BY appended_at DESC LIMIT 1""";

  private final ScopedReads.Queries queries;

  ReceiptStore(ScopedReads.Queries queries) {
    this.queries = queries;
  }

  /// Empty where the topic is not the one that the receipt is of.
  Optional<Whereabouts> find(Receipt receipt) {
    var consumer = "metrics-" + receipt.lane().slug();
    var topic = receipt.lane().topic();
    var positions = queries.run(POSITION, Tuple.of(consumer, topic, receipt.partition(), receipt.offset())).iterator();
    if (!positions.hasNext()) {
      return Optional.of(Whereabouts.IN_FLIGHT);
    }
    var position = positions.next();
    var topicId = position.getUUID("topic_id");
    if (!isOf(receipt, topicId)) {
      return Optional.empty();
    }
    var skipped = position.getString("skipped");
    if (skipped != null) {
      return Optional.of(Whereabouts.skipped(skipped));
    }
    if (receipt.offset() >= position.getLong("next_offset")) {
      return Optional.of(Whereabouts.IN_FLIGHT);
    }
    if (receipt.offset() < position.getLong("start_offset")) {
      return Optional.of(Whereabouts.skipped("Kafka had dropped it before it was read for the first time"));
    }
    var kept = queries.run(SET_ASIDE, Tuple.of(consumer, topic, receipt.partition(), receipt.offset(),
        receipt.organization())).iterator();
    if (!kept.hasNext()) {
      return Optional.of(Whereabouts.SETTLED);
    }
    var row = kept.next();
    return Optional.of(Whereabouts.setAside(row.getString("state"), row.getString("reason"), row.getString("outcome"),
        row.getUUID("id")));
  }

  private static boolean isOf(Receipt receipt, @Nullable UUID topicId) {
    return topicId == null || Receipt.markOf(topicId) == receipt.topicMark();
  }
}

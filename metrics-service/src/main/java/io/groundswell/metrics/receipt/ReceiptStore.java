package io.groundswell.metrics.receipt;

import io.groundswell.contract.Receipt;
import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Looks a place up within one snapshot of one organisation.
final class ReceiptStore {

  // Ranges with the id of a topic lie on a former one, which was made anew since: all of them end with the same restart
  // of the consumer.
  private static final String POSITION = """
      SELECT o.topic_id, o.start_offset, o.next_offset, skip.reason AS skipped, (
          SELECT max(f.skipped_at) FROM analytics.skipped_range AS f
          WHERE f.consumer = o.consumer AND f.topic = o.topic AND f.kpartition = o.kpartition
            AND f.topic_id IS NOT NULL) AS restarted_at
      FROM analytics.consumer_offset AS o
      LEFT JOIN LATERAL (
        SELECT s.reason FROM analytics.skipped_range AS s
        WHERE s.consumer = o.consumer AND s.topic = o.topic AND s.kpartition = o.kpartition
          AND s.from_offset <= $4 AND s.to_offset > $4 AND s.topic_id IS NULL
        ORDER BY s.from_offset DESC LIMIT 1) AS skip ON true
      WHERE o.consumer = $1 AND o.topic = $2 AND o.kpartition = $3""";

  // The last range of a former topic goes from where the consumer stood to the end of all offsets: the restart.
  private static final String FORMER = """
      SELECT topic_id, from_offset, to_offset, skipped_at, reason FROM analytics.skipped_range
      WHERE consumer = $1 AND topic = $2 AND kpartition = $3 AND topic_id IS NOT NULL
      ORDER BY skipped_at DESC, from_offset""";

  // The latest up to then: a topic that was made anew begins at offset 0 again.
  private static final String SET_ASIDE = """
      SELECT id, state, reason, outcome FROM analytics.quarantine
      WHERE consumer = $1 AND topic = $2 AND kpartition = $3 AND koffset = $4 AND organization_id = $5
        AND quarantined_at > coalesce($6::timestamptz, '-infinity')
        AND quarantined_at <= coalesce($7::timestamptz, 'infinity')
      ORDER BY appended_at DESC LIMIT 1""";

  /// What stands for the id of a topic that nobody knew.
  private static final UUID UNKNOWN_TOPIC = new UUID(0, 0);

  private final ScopedReads.Queries queries;

  ReceiptStore(ScopedReads.Queries queries) {
    this.queries = queries;
  }

  /// Empty where the receipt is of another topic than the one that is read now, and of none that was read before.
  Optional<Whereabouts> find(Receipt receipt) {
    var positions = queries.run(POSITION,
        Tuple.of(consumer(receipt), receipt.lane().topic(), receipt.partition(), receipt.offset())).iterator();
    if (!positions.hasNext()) {
      return Optional.of(Whereabouts.IN_FLIGHT);
    }
    var position = positions.next();
    var topicId = position.getUUID("topic_id");
    if (topicId != null && Receipt.markOf(topicId) != receipt.topicMark()) {
      return ofFormerTopic(receipt);
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
    return Optional.of(read(receipt, position.getOffsetDateTime("restarted_at"), null));
  }

  /// What was not skipped of it was read before the consumer restarted on the next one.
  private Optional<Whereabouts> ofFormerTopic(Receipt receipt) {
    OffsetDateTime readUpTo = null;
    for (var range : queries.run(FORMER,
        Tuple.of(consumer(receipt), receipt.lane().topic(), receipt.partition()))) {
      var topicId = range.getUUID("topic_id");
      if (topicId.equals(UNKNOWN_TOPIC) || Receipt.markOf(topicId) != receipt.topicMark()) {
        continue;
      }
      if (range.getLong("from_offset") <= receipt.offset() && receipt.offset() < range.getLong("to_offset")) {
        return Optional.of(Whereabouts.skipped(range.getString("reason")));
      }
      readUpTo = readUpTo == null ? range.getOffsetDateTime("skipped_at") : readUpTo;
    }
    return readUpTo == null ? Optional.empty() : Optional.of(read(receipt, null, readUpTo));
  }

  /// @param since what was set aside before lay on a former topic
  /// @param until what was set aside later lies on a later one
  private Whereabouts read(Receipt receipt, @Nullable OffsetDateTime since, @Nullable OffsetDateTime until) {
    var kept = queries.run(SET_ASIDE, Tuple.from(Arrays.asList(consumer(receipt), receipt.lane().topic(),
        receipt.partition(), receipt.offset(), receipt.organization(), since, until))).iterator();
    if (!kept.hasNext()) {
      return Whereabouts.SETTLED;
    }
    var row = kept.next();
    return Whereabouts.setAside(row.getString("state"), row.getString("reason"), row.getString("outcome"),
        row.getUUID("id"));
  }

  private static String consumer(Receipt receipt) {
    return "metrics-" + receipt.lane().slug();
  }
}

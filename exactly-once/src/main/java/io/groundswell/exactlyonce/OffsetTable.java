package io.groundswell.exactlyonce;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All SQL of the offset table; `offset_table.sql` explains its columns.
final class OffsetTable {

  private static final String ROW = " WHERE consumer = $1 AND topic = $2 AND kpartition = $3";
  private static final String COLUMNS = "topic_id, next_offset, epoch, owner";

  private final String consumer;
  private final String topic;
  private final String claim;
  private final String peek;
  private final String lock;
  private final String advance;
  private final String peekAll;
  private final String stalled;
  private final String drained;

  OffsetTable(ConsumerSettings settings) {
    this.consumer = settings.consumer();
    this.topic = settings.source().topic();
    var table = settings.offsetTable();
    this.claim = """
        INSERT INTO {table} AS o (consumer, topic, kpartition, topic_id, start_offset, next_offset, epoch, owner, updated_at)
        VALUES ($1, $2, $3, $4, $5, $5, 1, $6, now())
        ON CONFLICT (consumer, topic, kpartition) DO UPDATE SET
          epoch = o.epoch + 1, owner = excluded.owner, updated_at = now(),
          topic_id = coalesce(o.topic_id, excluded.topic_id), stall_reason = NULL
        RETURNING {columns}""".replace("{table}", table).replace("{columns}", COLUMNS);
    this.peek = "SELECT " + COLUMNS + " FROM " + table + ROW;
    // The fence, in two statements of one transaction. Together they are UPDATE … SET next_offset = :next WHERE … AND
    // epoch = :mine AND owner = :me AND next_offset = :first: the lock is taken first, nobody can change the row
    // between the two, and the comparison in between ([Fencing]) can say why it refuses. Split, because the counts are
    // known only after the rows are in, and writing the row once costs half of writing it twice.
    this.lock = peek + " FOR NO KEY UPDATE";
    this.advance = """
        UPDATE {table} SET next_offset = $4, watermark = greatest(watermark, $5), stored = stored + $6,
          duplicate = duplicate + $7, quarantined = quarantined + $8, updated_at = now()""".replace("{table}", table)
        + ROW;
    // Not updated_at: since when nothing was stored is what an operator wants to know of a stalled partition.
    this.stalled = "UPDATE " + table + " SET stall_reason = $4" + ROW + " AND owner = $5 AND epoch = $6";
    this.peekAll = "SELECT kpartition, " + COLUMNS + " FROM " + table + " WHERE consumer = $1 AND topic = $2";
    // Rows that a batch holds at the moment are not drained anyway, so none is waited for.
    this.drained = """
        UPDATE {table} AS o SET watermark = $4, updated_at = now()
        FROM (
          SELECT t.kpartition
          FROM {table} AS t JOIN unnest($5::int[], $6::bigint[], $7::bigint[]) AS d (kpartition, epoch, upto)
            ON t.kpartition = d.kpartition AND t.epoch = d.epoch AND t.next_offset >= d.upto
          WHERE t.consumer = $1 AND t.topic = $2 AND t.owner = $3 AND (t.watermark IS NULL OR t.watermark < $4)
          ORDER BY t.kpartition
          FOR NO KEY UPDATE OF t SKIP LOCKED) AS free
        WHERE o.consumer = $1 AND o.topic = $2 AND o.kpartition = free.kpartition
        RETURNING o.kpartition""".replace("{table}", table);
  }

  /// Takes the partition over: raises its epoch, puts our name on it. Waits for a transaction of the former owner.
  OffsetRow claim(Transaction transaction, int partition, UUID owner, UUID topicId, long beginning) {
    return OffsetRow.from(transaction.run(claim, Tuple.of(consumer, topic, partition, topicId, beginning, owner))
        .iterator()
        .next());
  }

  /// Writes down why the partition stands still, until it is claimed again; nothing where the claim is worth nothing
  /// any more.
  void stalled(Transaction transaction, int partition, Claim claim, String reason) {
    transaction.run(stalled, Tuple.of(consumer, topic, partition, reason, claim.owner(), claim.epoch()));
  }

  @Nullable
  OffsetRow peek(Transaction transaction, int partition) {
    return only(transaction.run(peek, Tuple.of(consumer, topic, partition)));
  }

  /// The rows of all partitions.
  Map<Integer, OffsetRow> peek(Transaction transaction) {
    var rows = new HashMap<Integer, OffsetRow>();
    transaction.run(peekAll, Tuple.of(consumer, topic))
        .forEach(row -> rows.put(row.getInteger("kpartition"), OffsetRow.from(row)));
    return rows;
  }

  /// Locks the row until the transaction ends, without waiting for it: the server does not begin with what is sent
  /// behind this before the lock is held.
  Transaction.Reply lock(Transaction transaction, int partition) {
    return transaction.send(lock, Tuple.of(consumer, topic, partition));
  }

  /// What the answer to [#lock] says; null if the partition has no row.
  static @Nullable OffsetRow locked(RowSet<Row> answer) {
    return only(answer);
  }

  /// Moves the position and writes the books, and commits.
  void advanceAndCommit(Transaction transaction, int partition, Advance step) {
    transaction.commitWith(advance, Tuple.of(consumer, topic, partition, step.next(), utc(step.watermark()),
        step.stored(), step.duplicate(), step.quarantined()));
  }

  /// Raises the watermark of those partitions that are still stored up to the offset named, and ours.
  ///
  /// @return the partitions whose watermark was raised
  Set<Integer> drained(Transaction transaction, UUID owner, Instant watermark, List<Drained> drained) {
    var rows = transaction.run(this.drained, Tuple.of(consumer, topic, owner, utc(watermark),
        drained.stream().map(Drained::partition).toArray(Integer[]::new),
        drained.stream().map(Drained::epoch).toArray(Long[]::new),
        drained.stream().map(Drained::upTo).toArray(Long[]::new)));
    var raised = new HashSet<Integer>();
    rows.forEach(row -> raised.add(row.getInteger("kpartition")));
    return raised;
  }

  private static @Nullable OffsetRow only(RowSet<Row> rows) {
    var row = rows.iterator();
    return row.hasNext() ? OffsetRow.from(row.next()) : null;
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /// A batch's step: where the partition stands after it, and what became of its records.
  record Advance(long next, @Nullable Instant watermark, long stored, long duplicate, long quarantined) {
  }

  /// A partition on which nothing waited when we asked: everything below `upTo` is stored.
  record Drained(int partition, long epoch, long upTo) {
  }
}

package io.groundswell.trend.memory;

import io.groundswell.exactlyonce.Transaction;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbance;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/// The stored live buckets of series, from which a memory is made anew.
public final class SeriesHistory {

  private static final String COLUMNS = """
      SELECT organization_id, slot, subject_type, subject_id, platform, metric, bucket_start, events, total, late_at
      FROM analytics.trend_bucket
      """;

  private static final String SELECT_SLOT = COLUMNS + """
      WHERE organization_id = ANY ($1::int[]) AND slot = $2 AND bucket_start >= $3 AND live""";

  private static final String SELECT_SERIES = COLUMNS + """
      JOIN unnest($1::int[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[])
        AS wanted (organization_id, slot, subject_type, subject_id, platform, metric)
        USING (organization_id, slot, subject_type, subject_id, platform, metric)
      WHERE bucket_start >= $7 AND live""";

  /// Every platform row is earlier than every bucket, so these are all the organisations that have any.
  private static final String SELECT_ORGANIZATIONS = """
      SELECT DISTINCT organization_id FROM analytics.trend_platform ORDER BY organization_id""";

  /// As many series at once as fit comfortably into memory: at most 10,368 buckets each, usually a few hundred.
  private static final int AT_ONCE = 100;

  /// Answers under way at a time: a round trip costs nothing then, and memory holds no more than these.
  private static final int SLOTS_AT_ONCE = 8;

  private SeriesHistory() {
  }

  /// The memory of all series of the slots. Slot by slot, so that no answer is large.
  ///
  /// @param since from when on
  public static PartitionMemory remember(Transaction transaction, IntStream slots, OffsetDateTime since) {
    var organizations = new ArrayList<Integer>();
    transaction.run(SELECT_ORGANIZATIONS, Tuple.tuple())
        .forEach(row -> organizations.add(row.getInteger("organization_id")));
    var wanted = slots.boxed().toList();
    var memory = new PartitionMemory(wanted.stream().mapToInt(Integer::intValue),
        Befallen.from(transaction.run(Disturbance.SELECT, Tuple.of((Object) null))));
    if (organizations.isEmpty()) {
      return memory;
    }
    var all = organizations.toArray(Integer[]::new);
    for (int from = 0; from < wanted.size(); from += SLOTS_AT_ONCE) {
      wanted.subList(from, Math.min(wanted.size(), from + SLOTS_AT_ONCE))
          .stream()
          .map(slot -> transaction.send(SELECT_SLOT, Tuple.of(all, slot.shortValue(), since)))
          .toList()
          .forEach(reply -> memory.take(buckets(reply.rows())));
    }
    return memory;
  }

  /// All buckets of the series, those that the transaction itself has changed included.
  public static List<CountedBucket> of(Transaction transaction, Collection<SeriesKey> series, OffsetDateTime since) {
    var buckets = new ArrayList<CountedBucket>();
    var wanted = List.copyOf(series);
    for (int from = 0; from < wanted.size(); from += AT_ONCE) {
      var some = wanted.subList(from, Math.min(wanted.size(), from + AT_ONCE));
      transaction.run(SELECT_SERIES, Tuple.of(
          some.stream().map(SeriesKey::organization).toArray(Integer[]::new),
          some.stream().map(key -> (short) key.slot()).toArray(Short[]::new),
          some.stream().map(key -> key.subject().type()).toArray(String[]::new),
          some.stream().map(key -> key.subject().id()).toArray(String[]::new),
          some.stream().map(SeriesKey::platform).toArray(String[]::new),
          some.stream().map(SeriesKey::metric).toArray(String[]::new)).addValue(since))
          .forEach(row -> buckets.add(CountedBucket.from(row)));
    }
    return buckets;
  }

  private static List<CountedBucket> buckets(RowSet<Row> rows) {
    var buckets = new ArrayList<CountedBucket>(rows.size());
    rows.forEach(row -> buckets.add(CountedBucket.from(row)));
    return buckets;
  }
}

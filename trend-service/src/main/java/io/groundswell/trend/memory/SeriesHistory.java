package io.groundswell.trend.memory;

import io.groundswell.exactlyonce.Transaction;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Series;
import io.groundswell.trend.memory.Admission.Found;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The stored live buckets of series, from which a memory is made anew.
public final class SeriesHistory {

  private static final String COLUMNS = """
      SELECT organization_id, slot, subject_type, subject_id, platform, metric, bucket_start, events, total, late_at
      FROM analytics.trend_bucket
      """;

  private static final String SELECT_SLOT = COLUMNS + """
      WHERE organization_id = ANY ($1::int[]) AND slot = $2 AND bucket_start >= $3 AND live""";

  private static final String WANTED = """
      JOIN unnest($1::int[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[])
        AS wanted (organization_id, slot, subject_type, subject_id, platform, metric)
        USING (organization_id, slot, subject_type, subject_id, platform, metric)
      WHERE bucket_start >= $7 AND live
      """;

  private static final String SELECT_SERIES = COLUMNS + WANTED;

  /// Of those that are stored.
  private static final String SELECT_NEWEST = """
      SELECT organization_id, slot, subject_type, subject_id, platform, metric, count(*) AS buckets,
        max(bucket_start) AS newest
      FROM analytics.trend_bucket
      """ + WANTED + "GROUP BY 1, 2, 3, 4, 5, 6";

  /// The series of a slot that were heard of last.
  private static final String SELECT_HEARD = """
      SELECT organization_id, slot, subject_type, subject_id, platform, metric, count(*) AS buckets,
        max(bucket_start) AS newest
      FROM analytics.trend_bucket
      WHERE organization_id = ANY ($1::int[]) AND slot = $2 AND bucket_start >= $3 AND live
      GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY newest DESC LIMIT $4""";

  /// Every platform row is earlier than every bucket, so these are all the organisations that have any.
  private static final String SELECT_ORGANIZATIONS = """
      SELECT DISTINCT organization_id FROM analytics.trend_platform ORDER BY organization_id""";

  /// As many series at once as one statement finds quickly.
  private static final int AT_ONCE = 100;

  /// An answer has no more rows, unless one series alone has: about 10,000 at most.
  private static final long MOST_ROWS = 100_000;

  /// Answers under way at a time: a round trip costs nothing then, and memory holds no more than these.
  private static final int SLOTS_AT_ONCE = 8;

  private SeriesHistory() {
  }

  /// A series that is stored.
  ///
  /// @param buckets how many
  /// @param newest of them
  private record Heard(SeriesKey key, long buckets, long newest) {

    static Heard from(Row row) {
      return new Heard(SeriesKey.from(row), row.getLong("buckets"),
          Bucket.of(row.getOffsetDateTime("newest").toInstant()));
    }

    static List<Heard> all(RowSet<Row> rows) {
      var heard = new ArrayList<Heard>(rows.size());
      rows.forEach(row -> heard.add(from(row)));
      return heard;
    }
  }

  /// Fills the memory with the series of its slots, as far as it has room, those that were heard of last first; and in
  /// any case with those that are waited for: what has an open announcement or stands on a board. No answer is large.
  ///
  /// @param since from when on
  public static void remember(Transaction transaction, int partition, PartitionMemory memory, OffsetDateTime since) {
    var announced = Waited.announced(transaction, memory.slots());
    memory.pin(announced);
    var organizations = new ArrayList<Integer>();
    transaction.run(SELECT_ORGANIZATIONS, Tuple.tuple())
        .forEach(row -> organizations.add(row.getInteger("organization_id")));
    if (organizations.isEmpty()) {
      return;
    }
    var all = organizations.toArray(Integer[]::new);
    var heard = heard(transaction, memory, all, since);
    var chosen = chosen(heard, memory.room());
    if (memory.isPartial() || chosen.size() < heard.size()) {
      memory.becomePartial();
      portions(chosen).forEach(some -> memory.take(of(transaction, some, since)));
      var waited = new HashSet<>(announced);
      waited.addAll(Waited.onBoards(transaction, partition));
      memory.pin(waited);
      portions(heard(transaction, memory.unknown(waited), since))
          .forEach(some -> memory.take(of(transaction, some, since)));
    } else {
      whole(transaction, memory, heard, all, since);
    }
  }

  /// The last that were heard of on the memory's slots; a few more than there can be room for.
  private static List<Heard> heard(Transaction transaction, PartitionMemory memory, Integer[] organizations,
      OffsetDateTime since) {
    var slots = memory.slots();
    // Some slots have more than others.
    long most = 2 * (memory.room() / slots.size() / Series.bytes(1)) + AT_ONCE;
    var heard = new ArrayList<Heard>();
    for (int from = 0; from < slots.size(); from += SLOTS_AT_ONCE) {
      slots.subList(from, Math.min(slots.size(), from + SLOTS_AT_ONCE))
          .stream()
          .map(slot -> transaction.send(SELECT_HEARD, Tuple.of(organizations, slot.shortValue(), since, most)))
          .toList()
          .forEach(reply -> {
            var some = Heard.all(reply.rows());
            heard.addAll(some);
            if (some.size() == most) {
              memory.becomePartial();
            }
          });
    }
    return heard;
  }

  /// The last of them that have room.
  private static List<Heard> chosen(List<Heard> heard, long room) {
    var lastFirst = heard.stream().sorted(Comparator.comparingLong(Heard::newest).reversed()).toList();
    long left = room;
    int many = 0;
    while (many < lastFirst.size() && left >= Series.bytes(lastFirst.get(many).buckets)) {
      left -= Series.bytes(lastFirst.get(many).buckets);
      many++;
    }
    return lastFirst.subList(0, many);
  }

  /// All of them, slot by slot where an answer is not too large.
  private static void whole(Transaction transaction, PartitionMemory memory, List<Heard> heard,
      Integer[] organizations, OffsetDateTime since) {
    var replies = new ArrayDeque<Transaction.Reply>();
    for (var slot : heard.stream().collect(Collectors.groupingBy(one -> one.key.slot())).entrySet()) {
      if (slot.getValue().stream().mapToLong(Heard::buckets).sum() > MOST_ROWS / SLOTS_AT_ONCE) {
        portions(slot.getValue()).forEach(some -> memory.take(of(transaction, some, since)));
        continue;
      }
      replies.add(transaction.send(SELECT_SLOT, Tuple.of(organizations, slot.getKey().shortValue(), since)));
      if (replies.size() == SLOTS_AT_ONCE) {
        memory.take(buckets(replies.remove().rows()));
      }
    }
    replies.forEach(reply -> memory.take(buckets(reply.rows())));
  }

  /// In portions whose histories are no more rows than an answer may have.
  private static List<List<SeriesKey>> portions(Collection<Heard> heard) {
    var portions = new ArrayList<List<SeriesKey>>();
    long rows = MOST_ROWS;
    for (var one : heard) {
      rows += one.buckets;
      if (rows > MOST_ROWS || portions.getLast().size() == AT_ONCE) {
        portions.add(new ArrayList<>());
        rows = one.buckets;
      }
      portions.getLast().add(one.key);
    }
    return portions;
  }

  /// What is stored of the series, of those of which anything is.
  public static Map<SeriesKey, Found> find(Transaction transaction, Collection<SeriesKey> series,
      OffsetDateTime since) {
    var found = new HashMap<SeriesKey, Found>();
    heard(transaction, series, since).forEach(one -> found.put(one.key, new Found(one.newest, one.buckets)));
    return found;
  }

  private static List<Heard> heard(Transaction transaction, Collection<SeriesKey> series, OffsetDateTime since) {
    var heard = new ArrayList<Heard>();
    var wanted = List.copyOf(series);
    for (int from = 0; from < wanted.size(); from += AT_ONCE) {
      heard.addAll(Heard.all(transaction.run(SELECT_NEWEST,
          arguments(wanted.subList(from, Math.min(wanted.size(), from + AT_ONCE))).addValue(since))));
    }
    return heard;
  }

  /// All buckets of the series, those that the transaction itself has changed included.
  public static List<CountedBucket> of(Transaction transaction, Collection<SeriesKey> series, OffsetDateTime since) {
    var buckets = new ArrayList<CountedBucket>();
    var wanted = List.copyOf(series);
    for (int from = 0; from < wanted.size(); from += AT_ONCE) {
      transaction.run(SELECT_SERIES,
          arguments(wanted.subList(from, Math.min(wanted.size(), from + AT_ONCE))).addValue(since))
          .forEach(row -> buckets.add(CountedBucket.from(row)));
    }
    return buckets;
  }

  private static Tuple arguments(List<SeriesKey> series) {
    return Tuple.of(
        series.stream().map(SeriesKey::organization).toArray(Integer[]::new),
        series.stream().map(key -> (short) key.slot()).toArray(Short[]::new),
        series.stream().map(key -> key.subject().type()).toArray(String[]::new),
        series.stream().map(key -> key.subject().id()).toArray(String[]::new),
        series.stream().map(SeriesKey::platform).toArray(String[]::new),
        series.stream().map(SeriesKey::metric).toArray(String[]::new));
  }

  private static List<CountedBucket> buckets(RowSet<Row> rows) {
    var buckets = new ArrayList<CountedBucket>(rows.size());
    rows.forEach(row -> buckets.add(CountedBucket.from(row)));
    return buckets;
  }
}

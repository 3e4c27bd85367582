package io.groundswell.metrics.accounting;

import io.groundswell.exactlyonce.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Writes a ledger into the books.
public final class AccountingStore {

  private static final String COUNT = """
      INSERT INTO analytics.accounting AS kept (organization_id, source, minute, stored, duplicate, conflict, quarantined,
        replayed, timed, skew_sum, skew_least, skew_most, age_least, kpartition)
      SELECT added.*, $14
      FROM unnest($1::int[], $2::text[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[]) AS added
      ON CONFLICT (organization_id, source, minute, kpartition) DO UPDATE SET
        stored = kept.stored + excluded.stored,
        duplicate = kept.duplicate + excluded.duplicate,
        conflict = kept.conflict + excluded.conflict,
        quarantined = kept.quarantined + excluded.quarantined,
        replayed = kept.replayed + excluded.replayed,
        timed = kept.timed + excluded.timed,
        skew_sum = kept.skew_sum + excluded.skew_sum,
        skew_least = least(kept.skew_least, excluded.skew_least),
        skew_most = greatest(kept.skew_most, excluded.skew_most),
        age_least = least(kept.age_least, excluded.age_least)""";

  private AccountingStore() {
  }

  /// Sends the counts; the answer must be waited for.
  ///
  /// @param partition whose events they are: others count in other rows, so nobody waits for this commit
  public static Transaction.Reply count(Transaction transaction, int partition, Ledger ledger) {
    var rows = ledger.counts.entrySet().stream().sorted(Map.Entry.comparingByKey(Ledger.Key.ORDER)).toList();
    return transaction.send(COUNT, Tuple.from(List.of(
        column(rows, row -> row.getKey().organization(), Integer[]::new),
        column(rows, row -> row.getKey().source(), String[]::new),
        column(rows, row -> Instant.ofEpochSecond(60 * row.getKey().minute()).atOffset(ZoneOffset.UTC),
            OffsetDateTime[]::new),
        column(rows, row -> row.getValue().stored, Long[]::new),
        column(rows, row -> row.getValue().duplicate, Long[]::new),
        column(rows, row -> row.getValue().conflict, Long[]::new),
        column(rows, row -> row.getValue().quarantined, Long[]::new),
        column(rows, row -> row.getValue().replayed, Long[]::new),
        column(rows, row -> row.getValue().timed, Long[]::new),
        column(rows, row -> row.getValue().skewSum, Long[]::new),
        column(rows, row -> row.getValue().skewLeast(), Long[]::new),
        column(rows, row -> row.getValue().skewMost(), Long[]::new),
        column(rows, row -> row.getValue().ageLeast(), Long[]::new),
        partition)));
  }

  private static <T extends @Nullable Object> T[] column(List<Map.Entry<Ledger.Key, Ledger.Counts>> rows,
      Function<Map.Entry<Ledger.Key, Ledger.Counts>, T> value, IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }
}

package io.groundswell.metrics.rollup;

import io.groundswell.exactlyonce.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Collects the rows that a batch stored, by series and day, and merges them into `metric_rollup_day`.
public final class DayRollups {

  // Counts beside it that the days changed, for the auditor; no round trip more, and a row that nobody else writes.
  private static final String MERGE = """
      WITH changed AS (
        INSERT INTO analytics.rollup_change AS kept (day, consumer, kpartition, changes)
        SELECT DISTINCT day, $13::text, $14::int, 1 FROM unnest($4::date[]) AS touched (day) ORDER BY day
        ON CONFLICT (day, consumer, kpartition) DO UPDATE SET changes = kept.changes + 1)
      INSERT INTO analytics.metric_rollup_day AS kept (organization_id, subject_id, measure_id, day, events, sum, minimum,
        maximum, last_at, last_key, last_value, change_reason)
      SELECT organization_id, subject_id, measure_id, day, events, sum::numeric, minimum, maximum, last_at, last_key,
        last_value, change_reason
      FROM unnest($1::int[], $2::int[], $3::int[], $4::date[], $5::bigint[], $6::text[], $7::float8[], $8::float8[],
        $9::timestamptz[], $10::uuid[], $11::float8[], $12::text[])
        AS added (organization_id, subject_id, measure_id, day, events, sum, minimum, maximum, last_at, last_key,
          last_value, change_reason)
      ON CONFLICT (organization_id, subject_id, measure_id, day) DO UPDATE SET
        events = kept.events + excluded.events,
        sum = kept.sum + excluded.sum,
        minimum = least(kept.minimum, excluded.minimum),
        maximum = greatest(kept.maximum, excluded.maximum),
        last_at = greatest(kept.last_at, excluded.last_at),
        last_value = CASE WHEN (excluded.last_at, excluded.last_key) > (kept.last_at, kept.last_key)
          THEN excluded.last_value ELSE kept.last_value END,
        last_key = CASE WHEN (excluded.last_at, excluded.last_key) > (kept.last_at, kept.last_key)
          THEN excluded.last_key ELSE kept.last_key END,
        revision = kept.revision + 1, changed_at = excluded.changed_at, change_reason = excluded.change_reason""";

  private final Map<DayKey, DayTotals> totals = new HashMap<>();
  private @Nullable DayTotals latest;

  /// Adds a row that was stored. Cheapest when rows of a series come one after another.
  public void add(int organization, int subject, int measure, Instant at, UUID eventKey, double value, Change reason) {
    long day = Math.floorDiv(at.getEpochSecond(), 86_400L);
    var open = latest;
    if (open != null && open.key.is(organization, subject, measure, day)) {
      open.add(at, eventKey, value, reason);
      return;
    }
    var key = new DayKey(organization, subject, measure, day);
    open = totals.get(key);
    if (open == null) {
      open = new DayTotals(key, at, eventKey, value, reason);
      totals.put(key, open);
    } else {
      open.add(at, eventKey, value, reason);
    }
    latest = open;
  }

  /// Sends everything collected; the answer must be waited for. There must be something.
  ///
  /// @param partition whose rows they are, of the consumer's topic
  public Transaction.Reply merge(Transaction transaction, String consumer, int partition) {
    var rows = totals.values().stream().sorted(Comparator.comparing(row -> row.key, DayKey.ORDER)).toList();
    return transaction.send(MERGE, Tuple.from(List.of(
        column(rows, row -> row.key.organization(), Integer[]::new),
        column(rows, row -> row.key.subject(), Integer[]::new),
        column(rows, row -> row.key.measure(), Integer[]::new),
        column(rows, row -> LocalDate.ofEpochDay(row.key.day()), LocalDate[]::new),
        column(rows, row -> row.events, Long[]::new),
        column(rows, row -> row.sum().toPlainString(), String[]::new),
        column(rows, row -> row.minimum, Double[]::new),
        column(rows, row -> row.maximum, Double[]::new),
        column(rows, row -> row.lastAt.atOffset(ZoneOffset.UTC), OffsetDateTime[]::new),
        column(rows, row -> row.lastKey, UUID[]::new),
        column(rows, row -> row.lastValue, Double[]::new),
        column(rows, row -> row.reason.slug(), String[]::new),
        consumer, partition)));
  }

  private static <T> T[] column(List<DayTotals> rows, Function<DayTotals, T> value, IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }
}

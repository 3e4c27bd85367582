package io.groundswell.metrics.accounting;

import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Reads the books within one snapshot of one organisation.
final class AccountingReads {

  private static final String PARTITIONS = """
      SELECT consumer, topic, kpartition, start_offset, next_offset, former, stored, duplicate, quarantined, skipped,
        watermark, next_offset - start_offset + former = stored + duplicate + quarantined + skipped AS balanced
      FROM analytics.consumer_offset ORDER BY consumer, topic, kpartition""";

  // The view is the ingest-service's and appears, as we read it, with its migrations.
  private static final String IS_EDGE_PUBLISHED = """
      SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('analytics.published_edge_accounting')
        AND attname = 'unknown') AS published""";

  private static final String RECORD = """
      SELECT source, minute, NULL::bigint AS accepted, NULL::bigint AS rejected, NULL::bigint AS unknown, replayed, stored, duplicate, conflict,
        quarantined
      FROM analytics.accounting
      WHERE organization_id = $1 AND minute >= $2 AND minute < $3 AND ($4::text IS NULL OR source = $4)""";

  private static final String EDGE = """
       UNION ALL
      SELECT source, minute, accepted, rejected, unknown, 0, 0, 0, 0, 0
      FROM analytics.published_edge_accounting
      WHERE organization_id = $1 AND minute >= $2 AND minute < $3 AND ($4::text IS NULL OR source = $4)""";

  private static final String LINES = """
      SELECT source, {minute} AS minute, sum(accepted)::bigint AS accepted, sum(rejected)::bigint AS rejected,
        sum(unknown)::bigint AS unknown,
        sum(replayed)::bigint AS replayed, sum(stored)::bigint AS stored, sum(duplicate)::bigint AS duplicate,
        sum(conflict)::bigint AS conflict, sum(quarantined)::bigint AS quarantined
      FROM ({counts}) AS line GROUP BY 1, 2 ORDER BY 1, 2""";

  private final ScopedReads.Queries queries;
  private final int organization;

  AccountingReads(ScopedReads.Queries queries, int organization) {
    this.queries = queries;
    this.organization = organization;
  }

  Account account(Instant from, Instant to, @Nullable String source, boolean minutes, boolean withPartitions) {
    var lines = lines(from, to, source, minutes);
    var partitions = list(queries.run(PARTITIONS, Tuple.tuple()), AccountingReads::partition);
    boolean balanced = partitions.stream().allMatch(Account.Partition::balanced);
    var totals = lines.stream().map(Account.Line::counts)
        .reduce(Account.Counts.NONE, Account.Counts::plus);
    return new Account(from, to, balanced, totals, lines, withPartitions ? partitions : null);
  }

  private List<Account.Line> lines(Instant from, Instant to, @Nullable String source, boolean minutes) {
    boolean edge = queries.run(IS_EDGE_PUBLISHED, Tuple.tuple()).iterator().next().getBoolean("published");
    var sql = LINES.replace("{minute}", minutes ? "minute" : "NULL::timestamptz")
        .replace("{counts}", edge ? RECORD + EDGE : RECORD);
    return list(queries.run(sql,
        Tuple.of(organization, from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC), source)),
        AccountingReads::line);
  }

  private static Account.Line line(Row row) {
    return new Account.Line(row.getString("source"), instant(row.getOffsetDateTime("minute")),
        Account.Counts.of(row.getLong("accepted"), row.getLong("rejected"), row.getLong("unknown"),
            new Account.Kept(row.getLong("replayed"), row.getLong("stored"), row.getLong("duplicate"),
                row.getLong("conflict"), row.getLong("quarantined"))));
  }

  private static Account.Partition partition(Row row) {
    return new Account.Partition(row.getString("consumer"), row.getString("topic"), row.getInteger("kpartition"),
        row.getLong("start_offset"), row.getLong("next_offset"), row.getLong("former"), row.getLong("stored"),
        row.getLong("duplicate"), row.getLong("quarantined"), row.getLong("skipped"), row.getBoolean("balanced"),
        instant(row.getOffsetDateTime("watermark")));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> mapper) {
    return StreamSupport.stream(rows.spliterator(), false).map(mapper).toList();
  }
}

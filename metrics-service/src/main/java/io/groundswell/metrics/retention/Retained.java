package io.groundswell.metrics.retention;

import io.groundswell.contract.Reason;
import io.groundswell.exactlyonce.Transaction;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Refuses events that have expired. Only one old enough that some rule could be about it costs a question, which
/// travels with the batch's other statements.
public final class Retained {

  private static final String EXPIRED = """
      SELECT asked.event_type FROM unnest($1::int[], $2::text[], $3::date[]) AS asked (organization_id, event_type, day)
      JOIN analytics.retention AS rule ON rule.organization_id = asked.organization_id
        AND rule.event_type IN (asked.event_type, '*')
      WHERE asked.day < rule.expired_before
        AND (rule.event_type = asked.event_type OR NOT EXISTS (SELECT FROM analytics.retention AS own
          WHERE own.organization_id = asked.organization_id AND own.event_type = asked.event_type
            AND own.keep_days IS NOT NULL))
      LIMIT 1""";

  /// The shortest rule keeps one day beside today.
  private static final Duration ALWAYS_KEPT = Duration.ofDays(1);

  private final Instant kept;
  private final Map<Kind, LocalDate> earliest = new HashMap<>();

  public Retained(InstantSource clock) {
    this.kept = clock.instant().minus(ALWAYS_KEPT);
  }

  private record Kind(int organization, String type) {
  }

  /// An event that is to be stored.
  public void add(int organization, String type, Instant observedAt) {
    if (observedAt.isBefore(kept)) {
      earliest.merge(new Kind(organization, type), LocalDate.ofInstant(observedAt, ZoneOffset.UTC),
          (one, other) -> one.isBefore(other) ? one : other);
    }
  }

  /// Asks; null where there is nothing to ask.
  public Transaction.@Nullable Reply ask(Transaction transaction) {
    if (earliest.isEmpty()) {
      return null;
    }
    var kinds = new ArrayList<>(earliest.keySet());
    return transaction.send(EXPIRED, Tuple.of(kinds.stream().map(Kind::organization).toArray(Integer[]::new),
        kinds.stream().map(Kind::type).toArray(String[]::new),
        kinds.stream().map(earliest::get).toArray(LocalDate[]::new)));
  }

  /// @throws PgException as if a check constraint said so, which sets the culprits aside
  public static void require(Transaction.@Nullable Reply reply) {
    if (reply != null && reply.rows().iterator().hasNext()) {
      throw new PgException("events of this type and age have expired", "ERROR", "23514", null, null, null, null, null,
          null, null, null, null, "analytics", "time_series_metrics", "observed_at", null, Reason.EXPIRED_RANGE.slug());
    }
  }
}

package io.groundswell.metrics.correction;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Correction;
import io.groundswell.contract.Kind;
import io.groundswell.contract.Reason;
import io.groundswell.exactlyonce.SetAside;
import io.groundswell.exactlyonce.Transaction;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/// Applies corrections to raw rows and rollups, after the rows of the batch and their rollups were written: a batch may
/// hold an event and its correction. One that comes before its event waits: see [EarlyCorrections].
public final class Corrections {

  private static final String APPLY = """
      SELECT corrected_measure, metric_name, metric_kind, was, is_now
      FROM analytics.apply_correction($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""";

  private final String consumer;
  private final int partition;
  private final int mostPending;

  /// @param consumer who counts that rollups changed
  public Corrections(String consumer, int partition, CorrectionConfig config) {
    this.consumer = consumer;
    this.partition = partition;
    this.mostPending = config.mostPending();
  }

  /// Since when a correction is stored.
  public enum Since {
    /// Since this batch.
    NOW,
    /// Since before its event, for which it has waited.
    BEFORE
  }

  /// A correction that was stored as an event.
  ///
  /// @param subject of both events
  /// @param key of the correcting event
  /// @param at the time of the correcting event; with its key it decides between several
  /// @param event the key of the corrected event
  public record Order(int organization, int subject, UUID key, Instant at, UUID event, Instant eventTime,
      Map<String, Double> metrics, Since since) {

    public static Order of(int organization, int subject, UUID key, Instant at, Correction correction) {
      return new Order(organization, subject, key, at,
          AcceptedEvent.eventKey(organization, correction.source(), correction.id()), correction.time(),
          correction.metrics(), Since.NOW);
    }
  }

  /// @return the numbers that changed; none where a later correction holds, or where it waits for its event
  /// @throws PgException as if a check constraint said so, which sets the culprit aside: see [#reason]
  public List<Corrected> apply(Transaction transaction, Order order) {
    var names = order.metrics.keySet().stream().sorted().toArray(String[]::new);
    var amounts = Stream.of(names).map(order.metrics::get).toArray(Double[]::new);
    var corrected = new ArrayList<Corrected>();
    for (var row : transaction.run(APPLY, Tuple.from(List.of(order.organization, order.subject, order.event,
        order.eventTime.atOffset(ZoneOffset.UTC), order.key, order.at.atOffset(ZoneOffset.UTC), names, amounts,
        consumer, partition, mostPending, order.since == Since.BEFORE)))) {
      corrected.add(new Corrected(order.organization, order.subject, row.getInteger("corrected_measure"),
          row.getString("metric_name"), Objects.requireNonNull(Kind.find(row.getString("metric_kind"))),
          order.eventTime, row.getDouble("was"), row.getDouble("is_now")));
    }
    return corrected;
  }

  /// The reason for the quarantine: the function's refusal in our own words where it was one.
  public static String reason(SetAside record, String otherwise) {
    return Stream.of(Reason.UNKNOWN_EVENT, Reason.ARCHIVED_RANGE, Reason.EXPIRED_RANGE).map(Reason::slug)
        .filter(slug -> record.reason().equals(SetAside.REFUSED_BY_DATABASE)
            && record.detail().endsWith("constraint " + slug))
        .findFirst().orElse(otherwise);
  }
}

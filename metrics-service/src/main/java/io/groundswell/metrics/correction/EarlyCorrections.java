package io.groundswell.metrics.correction;

import io.groundswell.exactlyonce.Transaction;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Corrections that came before their events, as far as they wait for the subjects of a batch. Asked before the batch's
/// rows are written, with the lock on the corrections of their slots, and travels with them: no round trip more.
///
/// Both lanes write the same subjects, so a correction and its event may be stored at the same moment. A
/// batch that brings corrections has the lock alone, every other one shares it, and each has it until it commits: so
/// the one that comes second sees what the first has written.
public final class EarlyCorrections {

  private static final String SHARE = """
      SELECT pg_advisory_xact_lock_shared(hashtextextended('analytics.corrections', place))
      FROM unnest($1::bigint[]) AS place""";
  private static final String HAVE_ALONE = SHARE.replace("_shared", "");

  // Nearly always nothing waits, and then no subject is looked for.
  private static final String WAITING = """
      SELECT organization_id, subject_id, observed_at, event_key, correction_key, corrected_at, metrics, figures
      FROM analytics.metric_correction_pending
      WHERE EXISTS (SELECT FROM analytics.metric_correction_pending)
        AND organization_id = ANY ($1) AND subject_id = ANY ($2) AND refused IS NULL
      ORDER BY corrected_at, correction_key""";

  /// How the lock is held.
  public enum Hold {
    ALONE, SHARED
  }

  private final Transaction.Reply asked;
  private @Nullable Map<Place, List<Corrections.Order>> waiting;

  private EarlyCorrections(Transaction.Reply asked) {
    this.asked = asked;
  }

  private record Place(int organization, int subject, Instant at, UUID event) {
  }

  /// @param shares of the slots, in rising order
  /// @param subjects of the organisations; each may be named often
  public static EarlyCorrections ask(Transaction transaction, Hold hold, long[] shares, Integer[] organizations,
      Integer[] subjects) {
    var places = new Long[shares.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = shares[i];
    }
    transaction.send(hold == Hold.ALONE ? HAVE_ALONE : SHARE, Tuple.of(places));
    return new EarlyCorrections(transaction.send(WAITING, Tuple.from(List.of(organizations, subjects))));
  }

  /// Those of an event that was stored.
  public List<Corrections.Order> of(int organization, int subject, Instant at, UUID event) {
    var known = waiting;
    if (known == null) {
      known = read();
      waiting = known;
    }
    return known.isEmpty() ? List.of() : known.getOrDefault(new Place(organization, subject, at, event), List.of());
  }

  private Map<Place, List<Corrections.Order>> read() {
    var found = new HashMap<Place, List<Corrections.Order>>();
    for (var row : asked.rows()) {
      var order = order(row);
      found.computeIfAbsent(new Place(order.organization(), order.subject(), order.eventTime(), order.event()),
          first -> new ArrayList<>(1)).add(order);
    }
    return found;
  }

  private static Corrections.Order order(Row row) {
    var numbers = new HashMap<String, Double>();
    var metrics = row.getArrayOfStrings("metrics");
    var figures = row.getArrayOfDoubles("figures");
    for (int i = 0; i < metrics.length; i++) {
      numbers.put(metrics[i], figures[i]);
    }
    return new Corrections.Order(row.getInteger("organization_id"), row.getInteger("subject_id"),
        row.getUUID("correction_key"), row.getOffsetDateTime("corrected_at").toInstant(), row.getUUID("event_key"),
        row.getOffsetDateTime("observed_at").toInstant(), numbers, Corrections.Since.BEFORE);
  }
}

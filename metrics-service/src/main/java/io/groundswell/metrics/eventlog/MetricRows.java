package io.groundswell.metrics.eventlog;

import io.groundswell.exactlyonce.Transaction;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/// Writes `time_series_metrics`, and so decides which events are new.
///
/// An event is known by its first row (ordinal 0). One insert of first rows decides for whole events, also for one that
/// comes again with other metrics; the further rows of the new ones cannot collide. It needs no look-up beside the
/// insert's own, and does not get slower with the number of partitions.
///
/// There are two ways to insert first rows. *Hopeful*: a plain INSERT behind a savepoint, which fails if only one event
/// is not new. *Careful*: ON CONFLICT DO NOTHING, which looks before it writes each row and then confirms it in the
/// log, and says what was new: 5.1 µs of the server's time a row against 2.8 µs (PostgreSQL 15, batches of 4,000).
final class MetricRows {

  /// Below this many, the round trips weigh more than the rows.
  private static final int WORTH_HOPING = 64;

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String SAVEPOINT = "SAVEPOINT hope";
  private static final String RELEASE = "RELEASE SAVEPOINT hope";
  private static final String ROLLBACK = "ROLLBACK TO SAVEPOINT hope";

  private static final String INSERT_HOPEFULLY = """
      INSERT INTO analytics.time_series_metrics
        (organization_id, subject_id, observed_at, event_key, ordinal, measure_id, received_at, value)
      SELECT organization_id, subject_id, observed_at, event_key, 0, measure_id, received_at, value
      FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::uuid[], $5::int[], $6::timestamptz[], $7::float8[])
        AS first (organization_id, subject_id, observed_at, event_key, measure_id, received_at, value)""";

  /// Answers how many are new, and which, where that is not all of them.
  private static final String INSERT_CAREFULLY = """
      WITH stored AS (
        INSERT INTO analytics.time_series_metrics
          (organization_id, subject_id, observed_at, event_key, ordinal, measure_id, received_at, value)
        SELECT organization_id, subject_id, observed_at, event_key, 0, measure_id, received_at, value
        FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::uuid[], $5::int[], $6::timestamptz[], $7::float8[])
          AS first (organization_id, subject_id, observed_at, event_key, measure_id, received_at, value)
        ON CONFLICT DO NOTHING
        RETURNING subject_id, observed_at, event_key)
      SELECT counted.total, stored.subject_id, stored.observed_at, stored.event_key
      FROM (SELECT count(*) AS total FROM stored) AS counted
      LEFT JOIN stored ON counted.total < $8""";

  private static final String INSERT_FURTHER = """
      INSERT INTO analytics.time_series_metrics
        (organization_id, subject_id, observed_at, event_key, ordinal, measure_id, received_at, value)
      SELECT * FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::uuid[], $5::smallint[], $6::int[],
        $7::timestamptz[], $8::float8[])""";

  private static final String INSERT_PARTS =
      INSERT_FURTHER + " ON CONFLICT DO NOTHING RETURNING event_key, observed_at, ordinal";

  private MetricRows() {
  }

  /// Inserts the first row of each event.
  ///
  /// @param candidates sorted and distinct
  /// @param caution what the partition's last batches taught; told what this one does
  /// @return those that are new, sorted
  static List<Candidate> insertFirst(Transaction transaction, List<Candidate> candidates, Caution caution) {
    var rows = firstColumns(candidates);
    if (candidates.size() >= WORTH_HOPING && caution.mayHope()) {
      if (areAllInserted(transaction, rows)) {
        return candidates;
      }
      caution.disappointed();
    }
    var arguments = new ArrayList<Object>(rows);
    arguments.add((long) candidates.size());
    var stored = stored(candidates, transaction.run(INSERT_CAREFULLY, Tuple.from(arguments)));
    caution.learned(stored.size() == candidates.size());
    return stored;
  }

  private static boolean areAllInserted(Transaction transaction, List<Object> rows) {
    transaction.send(SAVEPOINT, Tuple.tuple());
    try {
      transaction.run(INSERT_HOPEFULLY, Tuple.from(rows));
      // Or what follows would be written under the savepoint's number, and the partition's row, which the transaction
      // itself has locked, would cost a multixact each time.
      transaction.send(RELEASE, Tuple.tuple());
      return true;
    } catch (PgException refused) {
      if (!UNIQUE_VIOLATION.equals(refused.getSqlState())) {
        throw refused;
      }
      transaction.run(ROLLBACK, Tuple.tuple());
      return false;
    }
  }

  private static List<Object> firstColumns(List<Candidate> candidates) {
    int size = candidates.size();
    var organizations = new Integer[size];
    var subjects = new Integer[size];
    var times = new OffsetDateTime[size];
    var keys = new UUID[size];
    var measures = new Integer[size];
    var received = new OffsetDateTime[size];
    var values = new Double[size];
    for (int i = 0; i < size; i++) {
      var candidate = candidates.get(i);
      var event = candidate.event();
      organizations[i] = event.organization();
      subjects[i] = candidate.subject();
      times[i] = event.observedAt().atOffset(ZoneOffset.UTC);
      keys[i] = event.key();
      measures[i] = candidate.measures()[0];
      received[i] = event.receivedAt().atOffset(ZoneOffset.UTC);
      values[i] = candidate.value(0);
    }
    return List.of(organizations, subjects, times, keys, measures, received, values);
  }

  private static List<Candidate> stored(List<Candidate> candidates, RowSet<Row> answer) {
    long total = answer.iterator().next().getLong(0);
    if (total == candidates.size()) {
      return candidates;
    }
    if (total == 0) {
      return List.of();
    }
    var stored = new ArrayList<Candidate>((int) total);
    int at = 0;
    for (var row : answer) {
      // The rows come back as they were inserted, so one walk along the candidates finds them all.
      while (!is(candidates.get(at), row)) {
        at++;
      }
      stored.add(candidates.get(at++));
    }
    return stored;
  }

  private static boolean is(Candidate candidate, Row row) {
    return candidate.subject() == row.getInteger(1) && candidate.event().key().equals(row.getUUID(3))
        && candidate.event().observedAt().equals(row.getOffsetDateTime(2).toInstant());
  }

  /// Inserts the further rows of events whose first rows are new.
  static List<Transaction.Reply> sendFurther(Transaction transaction, List<Candidate> stored) {
    var places = new ArrayList<Place>();
    for (var candidate : stored) {
      for (int reading = 1; reading < candidate.measures().length; reading++) {
        places.add(new Place(candidate, reading, reading));
      }
    }
    return places.isEmpty() ? List.of() : List.of(transaction.send(INSERT_FURTHER, columns(places)));
  }

  /// Inserts the rows of what posts say of their creators, where they are new: when a post's event has expired, and
  /// comes again as one of a type that is kept for longer, they are still there.
  ///
  /// @param parts sorted
  /// @return the parts, with those of their numbers that are new
  static List<Candidate> insertParts(Transaction transaction, List<Candidate> parts) {
    var places = new ArrayList<Place>();
    for (var part : parts) {
      for (int reading = 0; reading < part.measures().length; reading++) {
        places.add(new Place(part, reading, CreatorTotals.ordinal(part.event().readings().get(reading).metric())));
      }
    }
    if (places.isEmpty()) {
      return List.of();
    }
    var stored = new HashSet<PartKey>();
    for (var row : transaction.run(INSERT_PARTS, columns(places))) {
      stored.add(new PartKey(row.getUUID(0), row.getOffsetDateTime(1).toInstant(), row.getShort(2)));
    }
    return stored.size() == places.size() ? parts
        : parts.stream().map(part -> part.only(reading -> stored.contains(new PartKey(part.event().key(),
            part.event().observedAt(), CreatorTotals.ordinal(reading.metric())))))
            .filter(part -> part.measures().length > 0).toList();
  }

  /// A row of an event.
  ///
  /// @param reading which of its numbers
  private record Place(Candidate candidate, int reading, int ordinal) {
  }

  /// By what a row of a creator's part is known: of an event with this key at this time there is one part.
  private record PartKey(UUID key, Instant time, int ordinal) {
  }

  private static Tuple columns(List<Place> places) {
    int size = places.size();
    var organizations = new Integer[size];
    var subjects = new Integer[size];
    var times = new OffsetDateTime[size];
    var keys = new UUID[size];
    var ordinals = new Short[size];
    var measures = new Integer[size];
    var received = new OffsetDateTime[size];
    var values = new Double[size];
    for (int i = 0; i < size; i++) {
      var place = places.get(i);
      var candidate = place.candidate;
      var event = candidate.event();
      organizations[i] = event.organization();
      subjects[i] = candidate.subject();
      times[i] = event.observedAt().atOffset(ZoneOffset.UTC);
      keys[i] = event.key();
      ordinals[i] = (short) place.ordinal;
      measures[i] = candidate.measures()[place.reading];
      received[i] = event.receivedAt().atOffset(ZoneOffset.UTC);
      values[i] = candidate.value(place.reading);
    }
    return Tuple.from(Arrays.asList(organizations, subjects, times, keys, ordinals, measures, received, values));
  }
}

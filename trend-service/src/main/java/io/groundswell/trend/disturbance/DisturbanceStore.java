package io.groundswell.trend.disturbance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.disturbance.DisturbanceKeeper.Asking;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the partitions stand, and what befell platforms and metrics: shared by all replicas.
final class DisturbanceStore {

  /// During an upgrade a later version writes beside this one; what it says beyond is left out.
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /// Who has lost the partition and does not know it yet has nothing to say.
  private static final String TELL = """
      INSERT INTO analytics.trend_tally AS kept (kpartition, complete, tallies, written_at)
      VALUES ($1, $2, $3::text::jsonb, clock_timestamp())
      ON CONFLICT (kpartition) DO UPDATE
      SET complete = excluded.complete, tallies = excluded.tallies, written_at = excluded.written_at
      WHERE excluded.complete >= kept.complete""";

  /// What changed lately. Ten seconds more, since a transaction may commit after a younger one.
  private static final String HEAR = """
      SELECT kpartition, complete, tallies::text AS tallies, written_at FROM analytics.trend_tally
      WHERE written_at > $1::timestamptz - interval '10 s'""";

  /// Every replica comes to the same, so whoever is first writes it. A span only grows.
  private static final String KEEP = """
      INSERT INTO analytics.trend_disturbance_span AS kept (organization_id, platform, metric, kind, since, until, lasting)
      SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bool[])
        AS given (organization_id, platform, metric, kind, since, until, lasting) ORDER BY 1, 2, 3, 4, 5
      ON CONFLICT (organization_id, platform, metric, kind, since) DO UPDATE
      SET until = greatest(kept.until, excluded.until), lasting = excluded.lasting
      WHERE (kept.until, kept.lasting) IS DISTINCT FROM (greatest(kept.until, excluded.until), excluded.lasting)""";

  /// As long as counts are kept; what was only suspected, for a day.
  private static final String FORGET = """
      DELETE FROM analytics.trend_disturbance_span
      WHERE NOT lasting AND (until < $1 OR kind = 'suspected' AND until < $2)""";

  private static final long KEPT = (Bucket.DAYS_KEPT + 9L) * Bucket.DAY;

  private final Asking asking;
  private final Map<Integer, Tallied> tallies = new HashMap<>();
  private final Map<Integer, OffsetDateTime> heardAt = new HashMap<>();
  private OffsetDateTime heard = OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  DisturbanceStore(Asking asking) {
    this.asking = asking;
  }

  void tell(int partition, Tallied tallied) throws InterruptedException {
    asking.rows(TELL, Tuple.of(partition, utc(tallied.complete()), json(tallied.tallies())));
  }

  /// What all partitions have said, by their numbers.
  Map<Integer, Tallied> hear() throws InterruptedException {
    for (var row : asking.rows(HEAR, Tuple.of(heard))) {
      int partition = row.getInteger("kpartition");
      var written = row.getOffsetDateTime("written_at");
      if (!written.equals(heardAt.put(partition, written))) {
        tallies.put(partition, new Tallied(Bucket.of(row.getOffsetDateTime("complete").toInstant()),
            tallies(row.getString("tallies"))));
      }
      heard = written.isAfter(heard) ? written : heard;
    }
    return Map.copyOf(tallies);
  }

  Befallen read() throws InterruptedException {
    return Befallen.from(asking.rows(Disturbance.SELECT, Tuple.of((Object) null)));
  }

  void keep(Collection<Disturbance> all) throws InterruptedException {
    asking.rows(KEEP, Tuple.of(
        all.stream().map(Disturbance::organization).toArray(Integer[]::new),
        all.stream().map(Disturbance::platform).toArray(String[]::new),
        all.stream().map(Disturbance::metric).toArray(String[]::new),
        all.stream().map(one -> one.kind().slug()).toArray(String[]::new),
        all.stream().map(one -> utc(one.since())).toArray(OffsetDateTime[]::new),
        all.stream().map(one -> utc(one.until())).toArray(OffsetDateTime[]::new))
        .addArrayOfBoolean(all.stream().map(Disturbance::lasting).toArray(Boolean[]::new)));
  }

  /// @param complete the first bucket that is not complete
  void forgetBefore(long complete) throws InterruptedException {
    asking.rows(FORGET, Tuple.of(utc(complete - KEPT), utc(complete - Bucket.DAY)));
  }

  private static OffsetDateTime utc(long bucket) {
    return Bucket.start(bucket).atOffset(ZoneOffset.UTC);
  }

  private static String json(List<Tally> tallies) {
    try {
      return JSON.writeValueAsString(tallies);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<Tally> tallies(String json) {
    try {
      return JSON.readerForListOf(Tally.class).readValue(json);
    } catch (JsonProcessingException notOurs) {
      throw new IllegalStateException("not a stored tally", notOurs);
    }
  }
}

package io.groundswell.trend.feed;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.exactlyonce.Arrival;
import io.groundswell.exactlyonce.Batch;
import io.groundswell.exactlyonce.Destination;
import io.groundswell.exactlyonce.SetAside;
import io.groundswell.exactlyonce.Tally;
import io.groundswell.exactlyonce.Transaction;
import io.groundswell.exactlyonce.UnreadableException;
import io.groundswell.groundwork.broker.TopicWidth;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbance;
import io.groundswell.trend.memory.Admission.Stored;
import io.groundswell.trend.memory.CountedBucket;
import io.groundswell.trend.memory.Memories;
import io.groundswell.trend.memory.PartitionMemory;
import io.groundswell.trend.memory.Platforms;
import io.groundswell.trend.memory.SeriesHistory;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.niche.Members;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/// Counts the events of one lane, each identity once, with who is behind them and which came late, and hands the live
/// lane's counts to the memory of their partition.
///
/// Nothing is counted of events without a delta, and of those outside of the days that are kept: they count as stored.
final class BucketLog implements Destination<Sighting> {

  private static final Logger LOG = Logger.getLogger(BucketLog.class);

  /// One statement, so that nothing is added but what was new. Sorted by key in both tables, so that two writers never
  /// wait for each other in a circle.
  private static final String COUNT = """
      WITH fresh AS (
        INSERT INTO analytics.counted_event (observed_at, identity)
        SELECT * FROM unnest($1::timestamptz[], $2::uuid[])
        ON CONFLICT DO NOTHING
        RETURNING identity
      ), delta AS (
        SELECT * FROM unnest($3::uuid[], $4::int[], $5::smallint[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::timestamptz[], $11::float8[], $12::text[])
          AS delta (identity, organization_id, slot, subject_type, subject_id, platform, metric, bucket_start, value,
            creator)
          JOIN fresh USING (identity)
      ), added AS (
        SELECT organization_id, slot, subject_type, subject_id, platform, metric, bucket_start,
          count(*) AS events, sum(value::numeric) AS total
        FROM delta
        GROUP BY 1, 2, 3, 4, 5, 6, 7
      ), changed AS (
        INSERT INTO analytics.trend_bucket AS kept (organization_id, slot, subject_type, subject_id, platform, metric,
          bucket_start, events, total, live)
        SELECT *, $13::boolean FROM added ORDER BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (organization_id, slot, subject_type, subject_id, platform, metric, bucket_start, live)
        DO UPDATE SET events = kept.events + excluded.events, total = kept.total + excluded.total
        RETURNING organization_id, slot, subject_type, subject_id, platform, metric, bucket_start, events, total, late_at
      ), created AS (
        INSERT INTO analytics.trend_creator AS kept (organization_id, slot, subject_type, subject_id, platform, metric,
          slice_start, cell, creator, mixed, total)
        SELECT organization_id, slot, subject_type, subject_id, platform, metric,
          date_bin('6 hours', bucket_start, '1970-01-01T00:00:00Z') AS slice_start,
          (hashtextextended(creator, 0) & 255)::smallint AS cell,
          min(creator), min(creator) <> max(creator), sum(value::numeric)
        FROM delta
        WHERE creator IS NOT NULL AND bucket_start >= $14 AND $13
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
        ON CONFLICT (organization_id, slot, subject_type, subject_id, platform, metric, slice_start, cell)
        DO UPDATE SET total = kept.total + excluded.total,
          mixed = kept.mixed OR excluded.mixed OR kept.creator <> excluded.creator,
          creator = least(kept.creator, excluded.creator)
      )
      SELECT new.identities, changed.*
      FROM (SELECT count(*) AS identities FROM fresh) AS new LEFT JOIN changed ON true""";

  /// That a bucket was judged already when these events of it came.
  private static final String LATE = """
      UPDATE analytics.trend_bucket AS kept
      SET late_events = kept.late_events + late.events, late_at = greatest(kept.late_at, late.at)
      FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
          $8::bigint[], $9::timestamptz[])
        AS late (organization_id, slot, subject_type, subject_id, platform, metric, bucket_start, events, at)
      WHERE (kept.organization_id, kept.slot, kept.subject_type, kept.subject_id, kept.platform, kept.metric,
          kept.bucket_start, kept.live)
        = (late.organization_id, late.slot, late.subject_type, late.subject_id, late.platform, late.metric,
          late.bucket_start, true)""";

  private final Lane lane;
  private final Memories memories;
  private final Platforms platforms;
  private final Members members;
  private final TopicWidth topic;
  private final FeedMeters meters;
  private final InstantSource clock;
  private final IntSupplier owned;

  /// @param owned how many partitions of the lane are ours
  BucketLog(Lane lane, Memories memories, Platforms platforms, Members members, TopicWidth topic,
      FeedMeters meters, InstantSource clock, IntSupplier owned) {
    this.owned = owned;
    this.lane = lane;
    this.memories = memories;
    this.platforms = platforms;
    this.members = members;
    this.topic = topic;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public Sighting read(Arrival arrival) throws UnreadableException {
    return Sighting.of(arrival);
  }

  @Override
  public Tally store(Transaction transaction, Batch<Sighting> batch) {
    var horizon = Horizon.at(clock.instant());
    var distinct = new HashMap<UUID, Sighting>();
    int withoutEffect = 0;
    for (var entry : batch.entries()) {
      var sighting = entry.content();
      if (sighting.deltas().isEmpty() || !horizon.holds(sighting.observedAt())) {
        withoutEffect++;
      } else {
        distinct.putIfAbsent(sighting.identity(), sighting);
      }
    }
    if (distinct.isEmpty()) {
      int none = withoutEffect;
      var joined = members.store(transaction, niches(batch, horizon));
      return new Tally(batch.size(), 0, () -> {
        joined.run();
        meters.withoutEffect(lane, none);
      });
    }
    var memory = lane == Lane.LIVE ? memories.find(batch.partition()) : null;
    var stored = memory == null ? null : stored(transaction, memory, distinct.values(), horizon);
    var counted = count(transaction, List.copyOf(distinct.values()), horizon);
    int all = counted.identities + withoutEffect;
    int none = withoutEffect;
    var platformsKept = lane == Lane.LIVE ? platforms.store(transaction, counted.buckets) : nothing();
    var remember = memory == null || stored == null ? nothing()
        : remember(transaction, memory, counted.buckets, stored, distinct.values(), horizon);
    var joined = members.store(transaction, niches(batch, horizon));
    return new Tally(all, batch.size() - all, () -> {
      platformsKept.run();
      remember.run();
      joined.run();
      meters.withoutEffect(lane, none);
    });
  }

  /// The subjects of a batch, each with the niches that its events name, whether there is anything to count or not.
  private static Map<Members.Who, Set<String>> niches(Batch<Sighting> batch, Horizon horizon) {
    var named = new HashMap<Members.Who, Set<String>>();
    for (var entry : batch.entries()) {
      var sighting = entry.content();
      if (!horizon.holds(sighting.observedAt())) {
        continue;
      }
      var who = new Members.Who(sighting.organization(), sighting.slot(), sighting.subject());
      var names = named.computeIfAbsent(who, none -> new HashSet<>(2));
      if (sighting.niche() != null) {
        names.add(sighting.niche());
      }
    }
    return named;
  }

  /// @param identities how many events were new
  /// @param buckets what the buckets that changed hold now
  private record Counted(int identities, List<CountedBucket> buckets) {
  }

  private Counted count(Transaction transaction, List<Sighting> sightings, Horizon horizon) {
    var sorted = sightings.stream()
        .sorted(Comparator.comparing(Sighting::observedAt).thenComparing(Sighting::identity))
        .toList();
    var deltas = Deltas.of(sorted);
    var rows = transaction.run(COUNT, Tuple.tuple()
        .addArrayOfOffsetDateTime(sorted.stream()
            .map(sighting -> sighting.observedAt().atOffset(ZoneOffset.UTC))
            .toArray(OffsetDateTime[]::new))
        .addArrayOfUUID(sorted.stream().map(Sighting::identity).toArray(UUID[]::new))
        .addArrayOfUUID(deltas.identities())
        .addArrayOfInteger(deltas.organizations())
        .addArrayOfShort(deltas.slots())
        .addArrayOfString(deltas.subjectTypes())
        .addArrayOfString(deltas.subjectIds())
        .addArrayOfString(deltas.platforms())
        .addArrayOfString(deltas.metrics())
        .addArrayOfOffsetDateTime(deltas.buckets())
        .addArrayOfDouble(deltas.values())
        .addArrayOfString(deltas.creators())
        .addBoolean(lane == Lane.LIVE)
        .addOffsetDateTime(horizon.creators()));
    var buckets = new ArrayList<CountedBucket>();
    int identities = 0;
    for (var row : rows) {
      identities = row.getLong("identities").intValue();
      if (row.getInteger("organization_id") != null) {
        buckets.add(CountedBucket.from(row));
      }
    }
    return new Counted(identities, buckets);
  }

  /// Of the series of a batch that the memory does not hold, what is stored: nothing, unless something was ever
  /// forgotten to make room.
  private static Stored stored(Transaction transaction, PartitionMemory memory, Collection<Sighting> sightings,
      Horizon horizon) {
    var counted = new HashSet<SeriesKey>();
    sightings.forEach(sighting -> sighting.deltas().forEach(delta -> counted.add(sighting.series(delta))));
    var unknown = memory.unknown(counted);
    return new Stored(unknown,
        memory.isPartial() ? SeriesHistory.find(transaction, unknown, horizon.kept()) : Map.of());
  }

  /// What to do to the memory after the commit. A series whose bucket is folded already is replayed from what is
  /// stored, so that it does not matter in which order counts came, and so is one that has outlived its memory, so that
  /// it does not matter since when this replica has known it, and one that was forgotten to make room.
  private static Runnable remember(Transaction transaction, PartitionMemory memory, List<CountedBucket> buckets,
      Stored stored, Collection<Sighting> sightings, Horizon horizon) {
    var admission = memory.admit(buckets, stored);
    var folded = memory.folded(buckets, stored);
    if (!folded.isEmpty()) {
      transaction.run(LATE, Lateness.of(folded, sightings).arguments());
    }
    var histories = SeriesHistory.of(transaction, admission.replayed(), horizon.kept());
    return () -> memory.take(buckets, admission, histories);
  }

  private static Runnable nothing() {
    return () -> {
    };
  }

  @Override
  public void quarantine(Transaction transaction, List<SetAside> setAside) {
    for (var one : setAside) {
      LOG.warnf("%s cannot be counted: %s", one.arrival(), one.reason());
      meters.unreadable(lane, one.reason());
    }
  }

  @Override
  public void claimed(int partition, Transaction transaction) {
    if (lane != Lane.LIVE) {
      return;
    }
    long began = System.nanoTime();
    int partitions = topic.partitions();
    var slots = IntStream.range(0, Slot.COUNT)
        .filter(slot -> Slot.partition(slot, partitions) == partition)
        .boxed()
        .toList();
    platforms.retake(transaction.run(Platforms.SELECT, Tuple.tuple()));
    members.claimed(transaction, slots);
    var memory = new PartitionMemory(slots.stream().mapToInt(Integer::intValue),
        Befallen.from(transaction.run(Disturbance.SELECT, Tuple.of((Object) null))), memories.budget(owned.getAsInt()),
        key -> members.of(key.organization(), key.slot(), key.subject()));
    SeriesHistory.remember(transaction, partition, memory, Horizon.at(clock.instant()).kept());
    memories.keep(partition, memory);
    LOG.infof("partition %d: %s%d series remembered in %d ms", partition, memory.isPartial() ? "only " : "",
        memory.size(), (System.nanoTime() - began) / 1_000_000);
  }

  @Override
  public void released(int partition) {
    if (lane == Lane.LIVE) {
      memories.drop(partition);
    }
  }
}

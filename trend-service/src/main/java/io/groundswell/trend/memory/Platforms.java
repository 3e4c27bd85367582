package io.groundswell.trend.memory;

import io.groundswell.exactlyonce.Transaction;
import io.groundswell.trend.detect.Bucket;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Since when each platform of an organisation is counted: before that, silence says nothing.
@ApplicationScoped
public class Platforms {

  /// All of them, small: one row for each platform of an organisation.
  public static final String SELECT = """
      SELECT organization_id, platform, counted_since FROM analytics.trend_platform""";

  private static final String KEEP_EARLIER = """
      INSERT INTO analytics.trend_platform AS kept (organization_id, platform, counted_since)
      VALUES ($1, $2, $3)
      ON CONFLICT (organization_id, platform) DO UPDATE SET counted_since = excluded.counted_since
      WHERE excluded.counted_since < kept.counted_since""";

  private final Map<Key, Long> since = new ConcurrentHashMap<>();
  private final Map<Integer, Set<String>> ofOrganization = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  private record Key(int organization, String platform) implements Comparable<Key> {

    @Override
    public int compareTo(Key other) {
      int organizations = Integer.compare(organization, other.organization);
      return organizations != 0 ? organizations : platform.compareTo(other.platform);
    }
  }

  /// The first bucket of a platform; the end of time for one that was never counted.
  public long countedSince(int organization, String platform) {
    return since.getOrDefault(new Key(organization, platform), Long.MAX_VALUE);
  }

  /// Those of an organisation that were ever counted.
  public Set<String> of(int organization) {
    return ofOrganization.getOrDefault(organization, Set.of());
  }

  /// Moves whenever an answer of [#countedSince] may have changed.
  public long version() {
    return version.get();
  }

  /// Takes rows of [#SELECT].
  public void take(Iterable<Row> rows) {
    for (var row : rows) {
      counted(row.getInteger("organization_id"), row.getString("platform"),
          Bucket.of(row.getOffsetDateTime("counted_since").toInstant()));
    }
  }

  /// That a platform was counted from a bucket on, or earlier.
  void counted(int organization, String platform, long bucket) {
    earlier(new Key(organization, platform), bucket);
  }

  /// Takes rows of [#SELECT] as all there is: after the database lost its tail, what it no longer knows must be stored
  /// again.
  public void retake(Iterable<Row> rows) {
    var stored = new HashMap<Key, Long>();
    for (var row : rows) {
      stored.put(new Key(row.getInteger("organization_id"), row.getString("platform")),
          Bucket.of(row.getOffsetDateTime("counted_since").toInstant()));
    }
    since.keySet().retainAll(stored.keySet());
    since.putAll(stored);
    ofOrganization.forEach((organization, platforms) -> platforms
        .removeIf(platform -> !stored.containsKey(new Key(organization, platform))));
    stored.keySet().forEach(this::know);
    version.incrementAndGet();
  }

  /// Stores what is earlier than anything known, in the batch's transaction. Hardly ever anything, or all writers would
  /// queue for one row.
  ///
  /// @return to be run after the commit
  public Runnable store(Transaction transaction, Collection<CountedBucket> buckets) {
    var first = new TreeMap<Key, Long>();
    for (var bucket : buckets) {
      first.merge(new Key(bucket.series().organization(), bucket.series().platform()), bucket.bucket(), Math::min);
    }
    first.entrySet().removeIf(entry -> entry.getValue() >= since.getOrDefault(entry.getKey(), Long.MAX_VALUE));
    first.forEach((key, bucket) -> transaction.run(KEEP_EARLIER,
        Tuple.of(key.organization, key.platform, Bucket.start(bucket).atOffset(ZoneOffset.UTC))));
    var kept = new HashMap<>(first);
    return () -> kept.forEach(this::earlier);
  }

  private void earlier(Key key, long bucket) {
    var before = since.get(key);
    if (before == null || bucket < before) {
      since.merge(key, bucket, Math::min);
      know(key);
      version.incrementAndGet();
    }
  }

  private void know(Key key) {
    ofOrganization.computeIfAbsent(key.organization, none -> ConcurrentHashMap.newKeySet()).add(key.platform);
  }
}

package io.groundswell.metrics.capacity;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.broker.Brokers;
import io.groundswell.groundwork.broker.KafkaConfig;
import io.groundswell.groundwork.broker.TopicEnds;
import io.groundswell.groundwork.schema.Borrowed;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Pool;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Looks how far the whole system is, over all replicas: the ends of the topics, and the positions in the database.
/// What it remembers ends with the process.
@ApplicationScoped
class Watcher {

  private static final Logger LOG = Logger.getLogger(Watcher.class);
  private static final long PATIENCE_SECONDS = 10;

  /// A position also moves where an operator skips records or a topic is made anew, and then nothing was stored.
  private static final String POSITIONS =
      """
      SELECT topic, kpartition, next_offset, stored + duplicate + quarantined AS settled, owner FROM analytics.consumer_offset WHERE consumer LIKE 'metrics-%'""";

  private final Brokers brokers;
  private final Pool pool;
  private final Background background;
  private final CapacityConfig config;
  private final InstantSource clock;
  private final Deque<Look> looks = new ArrayDeque<>();
  private @Nullable Admin admin;

  Watcher(KafkaConfig kafka, Pool pool, Background background, CapacityConfig config, InstantSource clock) {
    this.brokers = Brokers.of(kafka);
    this.pool = pool;
    this.background = background;
    this.config = config;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    background.start("capacity-watcher", "capacity is not watched", config.every(), () -> {
      lookOnce(admin());
      return config.every();
    });
  }

  /// Oldest first.
  List<Look> looks() {
    synchronized (looks) {
      return List.copyOf(looks);
    }
  }

  @PreDestroy
  void close() {
    if (admin != null) {
      // Nobody waits for the answer of a broker that is away.
      admin.close(Duration.ZERO);
    }
  }

  /// Made when the brokers' names are known, which may be later.
  private Admin admin() {
    if (admin == null) {
      var properties = brokers.properties();
      properties.put("client.id", "metrics-capacity");
      admin = Admin.create(properties);
    }
    return admin;
  }

  /// A look that fails is left out: the consumers tell of outages already.
  private void lookOnce(Admin admin) throws InterruptedException {
    try {
      var look = look(admin);
      synchronized (looks) {
        looks.addLast(look);
        while (looks.size() > config.remembered()) {
          looks.removeFirst();
        }
      }
    } catch (ExecutionException | TimeoutException | RuntimeException away) {
      LOG.debugf("no look at the capacity: %s", away.getMessage());
    }
  }

  private Look look(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
    var at = clock.instant();
    var rows = Borrowed.query(pool, POSITIONS).toCompletionStage().toCompletableFuture()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var ends = TopicEnds.of(admin, Stream.of(Lane.values()).map(Lane::topic).toList());
    var positions = new HashMap<TopicPartition, Long>();
    var owners = new HashSet<UUID>();
    long settled = 0;
    for (var row : rows) {
      var partition = new TopicPartition(row.getString("topic"), row.getInteger("kpartition"));
      positions.put(partition, row.getLong("next_offset"));
      settled += row.getLong("settled");
      // A replica has an owner's number for each lane.
      if (partition.topic().equals(Lane.LIVE.topic())) {
        owners.add(row.getUUID("owner"));
      }
    }
    // Of a partition that nobody claimed yet nothing is stored.
    long behind = ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L))).sum();
    return new Look(at, sum(ends.values()), settled, behind,
        (int) ends.keySet().stream().filter(end -> end.topic().equals(Lane.LIVE.topic())).count(), owners.size());
  }

  private static long sum(Collection<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }
}

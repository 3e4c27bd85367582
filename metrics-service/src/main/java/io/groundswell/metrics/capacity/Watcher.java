package io.groundswell.metrics.capacity;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.broker.Brokers;
import io.groundswell.groundwork.broker.KafkaConfig;
import io.groundswell.groundwork.broker.TopicEnds;
import io.groundswell.groundwork.schema.Borrowed;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Pool;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/// Looks how far the whole system is, over all replicas: the ends of the topics, and the positions in the database.
/// What it remembers ends with the process.
@ApplicationScoped
class Watcher {

  private static final Logger LOG = Logger.getLogger(Watcher.class);
  private static final long PATIENCE_SECONDS = 10;

  private static final String POSITIONS = """
      SELECT topic, kpartition, next_offset, owner FROM analytics.consumer_offset WHERE consumer LIKE 'metrics-%'""";

  private final Brokers brokers;
  private final Pool pool;
  private final Background background;
  private final CapacityConfig config;
  private final InstantSource clock;
  private final Deque<Look> looks = new ArrayDeque<>();

  Watcher(KafkaConfig kafka, Pool pool, Background background, CapacityConfig config, InstantSource clock) {
    this.brokers = Brokers.of(kafka);
    this.pool = pool;
    this.background = background;
    this.config = config;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    background.start("capacity-watcher", "capacity is not watched", config.every(), () -> {
      watch();
      return config.every();
    });
  }

  /// Oldest first.
  List<Look> looks() {
    synchronized (looks) {
      return List.copyOf(looks);
    }
  }

  /// Until it is interrupted, or the brokers' names are not known yet.
  private void watch() throws InterruptedException {
    var properties = brokers.properties();
    properties.put("client.id", "metrics-capacity");
    Admin admin;
    try {
      admin = Admin.create(properties);
    } catch (KafkaException refused) {
      LOG.warnf("capacity is not watched, trying again: %s", refused.getMessage());
      return;
    }
    try {
      while (!Thread.currentThread().isInterrupted()) {
        lookOnce(admin);
        Thread.sleep(config.every());
      }
    } finally {
      // Nobody waits for the answer of a broker that is away.
      admin.close(Duration.ZERO);
    }
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
    for (var row : rows) {
      var partition = new TopicPartition(row.getString("topic"), row.getInteger("kpartition"));
      positions.put(partition, row.getLong("next_offset"));
      // A replica has an owner's number for each lane.
      if (partition.topic().equals(Lane.LIVE.topic())) {
        owners.add(row.getUUID("owner"));
      }
    }
    // Of a partition that nobody claimed yet nothing is stored.
    long behind = ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L))).sum();
    return new Look(at, sum(ends.values()), sum(positions.values()), behind,
        (int) ends.keySet().stream().filter(end -> end.topic().equals(Lane.LIVE.topic())).count(), owners.size());
  }

  private static long sum(Collection<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }
}

package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.testkit.TestKafka;
import io.groundswell.testkit.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// A topic, an empty database with the tables of [NumberLog], and consumers between the two; all of it real.
final class Stage implements AutoCloseable {

  static final String OFFSETS = "public.consumer_offset";

  final TestPostgres.Database database = TestPostgres.freshDatabase();
  final String topic;
  final int partitions;
  private final Vertx vertx = Vertx.vertx();
  private final KafkaProducer<byte[], byte[]> producer;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private Stage(String topic, int partitions) {
    this.topic = topic;
    this.partitions = partitions;
    this.producer = new KafkaProducer<>(
        Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "linger.ms", "5", "enable.idempotence", "true",
            "acks", "all"),
        new ByteArraySerializer(), new ByteArraySerializer());
    try (var ddl = Stage.class.getResourceAsStream("offset_table.sql")) {
      execute(new String(ddl.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    execute(NumberLog.TABLES);
  }

  static Stage with(int partitions) {
    return new Stage(TestKafka.freshTopic(partitions), partitions);
  }

  /// With a topic that is not there yet.
  static Stage withoutTopic(String topic) {
    return new Stage(topic, 1);
  }

  ConsumerSettings settings() {
    return settingsOf(topic);
  }

  /// The same in another consumer group.
  ConsumerSettings settingsOf(String group) {
    return ConsumerSettings.of("numbers", OFFSETS, new ConsumerSettings.Source(topic, group,
        TestKafka.bootstrapServers(), Map.of("metadata.max.age.ms", "1000", "session.timeout.ms", "6000")));
  }

  /// Connections straight to the database.
  Pool pool() {
    return pool(database.port());
  }

  /// Connections to the database through a port of our own.
  Pool pool(int port) {
    var options = new PgConnectOptions().setHost(database.host())
        .setPort(port)
        .setDatabase(database.name())
        .setUser(database.user())
        .setPassword(database.password())
        .setCachePreparedStatements(true)
        .setConnectTimeout(2_000);
    var pool = PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(8).setConnectionTimeout(5))
        .connectingTo(options)
        .using(vertx)
        .build();
    open.push(() -> pool.close().toCompletionStage().toCompletableFuture().join());
    return pool;
  }

  /// A running consumer into a [NumberLog].
  Running consumer() {
    return consumer(new NumberLog(), settings(), pool());
  }

  Running consumer(NumberLog log, ConsumerSettings settings, Pool pool) {
    return consumer(log, settings, pool, Clock.systemUTC());
  }

  Running consumer(NumberLog log, ConsumerSettings settings, Pool pool, InstantSource clock) {
    var meters = new SimpleMeterRegistry();
    var consumer = new ExactlyOnceConsumer<>(settings, log, pool, meters, clock);
    consumer.start();
    var running = new Running(consumer, log, meters);
    open.push(running);
    return running;
  }

  /// Another member of the consumer group, which does only what it is told to.
  KafkaConsumer<byte[], byte[]> member() {
    var member = new KafkaConsumer<byte[], byte[]>(KafkaProperties.forConsumer(settings(), "member"));
    member.subscribe(List.of(topic), new ConsumerRebalanceListener() {

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // It has no positions to go on from, and is not to ask for any.
        member.pause(partitions);
        member.seekToBeginning(partitions);
      }
    });
    return member;
  }

  /// Sends the numbers `from` to `to - 1`, round robin over the partitions.
  void send(int from, int to) {
    IntStream.range(from, to).forEach(n -> send(n % partitions, String.valueOf(n)));
    producer.flush();
  }

  void send(int partition, String value) {
    producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8)));
  }

  void flush() {
    producer.flush();
  }

  void addPartitions(int total) {
    try (var admin = admin()) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total))).all().get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// The offset after the last record of the partition.
  long end(int partition) {
    var where = new TopicPartition(topic, partition);
    try (var admin = admin()) {
      return admin.listOffsets(Map.of(where, OffsetSpec.latest())).partitionResult(where).get().offset();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()));
  }

  void execute(String sql) {
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  long number(String sql) {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  List<String> texts(String sql) {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// Records that the offset table has passed.
  long passed() {
    return number("SELECT coalesce(sum(next_offset - start_offset), 0) FROM consumer_offset");
  }

  void awaitPassed(long records) {
    await().untilAsserted(() -> assertThat(passed()).isEqualTo(records));
  }

  static void await(Callable<Boolean> condition) {
    await().until(condition);
  }

  static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }

  /// The numbers 0 to `total - 1` lie there once each, and the books balance.
  void assertExactly(int total) {
    assertThat(number("SELECT count(*) FROM line")).as("rows").isEqualTo(total);
    assertThat(number("SELECT count(DISTINCT n) FROM line WHERE n < " + total))
        .as("distinct numbers").isEqualTo(total);
    assertBalanced();
  }

  /// Just as many rows as records were passed.
  void assertExactlyPassed(long passed) {
    assertThat(number("SELECT count(*) FROM line")).isEqualTo(passed);
    assertBalanced();
  }

  void assertBalanced() {
    assertThat(number("""
        SELECT count(*) FROM consumer_offset
        WHERE next_offset - start_offset + former <> stored + duplicate + quarantined + skipped"""))
        .as("unbalanced").isZero();
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    producer.close(Duration.ofSeconds(1));
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /// A consumer that runs, its destination and its meters.
  record Running(ExactlyOnceConsumer<Long> consumer, NumberLog log, SimpleMeterRegistry meters)
      implements AutoCloseable {

    /// What memory makes of it all, over all partitions.
    long remembered() {
      return log.memory.values().stream().mapToLong(AtomicLong::get).sum();
    }

    double count(String name, String... tags) {
      return meters.get("groundswell.consumer." + name).tags(tags).counter().count();
    }

    PartitionState state(int partition) {
      return consumer.partitions().getOrDefault(partition, new PartitionState.Claiming());
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}

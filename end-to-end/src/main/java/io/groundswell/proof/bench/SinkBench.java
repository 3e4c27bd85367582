package io.groundswell.proof.bench;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.proof.check.Database;
import io.groundswell.proof.faults.Scene;
import io.groundswell.proof.faults.Victim;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Kafka to PostgreSQL: how fast metrics-service drains a backlog, beside `COPY` of the same rows into the same kind of
/// table.
final class SinkBench {

  private static final int BACKLOG = 500_000;
  /// Backlogs that are drained before the one that counts: a process that has just started still compiles.
  private static final int BEFORE = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Consumer<String> progress;

  SinkBench(Consumer<String> progress) {
    this.progress = progress;
  }

  Section run() throws IOException, InterruptedException, SQLException, ExecutionException {
    var rows = new ArrayList<List<String>>();
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT)) {
      var scene = new Scene(sandbox);
      var database = scene.whereabouts().database();
      Machine.signal("STOP", scene.pid(Victim.TREND));
      long metrics = scene.pid(Victim.METRICS);
      // Frozen, it reads nothing; killed afterwards, it is started anew by its supervisor.
      Machine.signal("STOP", metrics);
      fill(scene.whereabouts().bootstrapServers(), 0, BACKLOG);
      progress.accept("backlog of " + BACKLOG + " events is on the topic");
      ProcessHandle.of(metrics).ifPresent(ProcessHandle::destroyForcibly);
      double started = drain(database, 0, BACKLOG);
      progress.accept("sink, just started: " + Section.number(started) + " rows/s");
      long restarted = scene.pid(Victim.METRICS);
      double running = 0;
      for (int drained = 1; drained <= BEFORE; drained++) {
        Machine.signal("STOP", restarted);
        fill(scene.whereabouts().bootstrapServers(), drained * BACKLOG, BACKLOG);
        Machine.signal("CONT", restarted);
        running = drain(database, (long) drained * BACKLOG, BACKLOG);
      }
      requireAllRows(database, (1L + BEFORE) * BACKLOG);
      progress.accept("sink, running: " + Section.number(running) + " rows/s");
      Machine.signal("STOP", restarted);
      rows.add(List.of("metrics-service, running, exactly once, with rollups", Section.number(running), "1.00"));
      rows.add(List.of("metrics-service, just started", Section.number(started), Section.number(running / started)));
      for (int connections : List.of(1, 2)) {
        double copy = new CopyReference(database, 2 * BACKLOG).rowsPerSecond(connections);
        rows.add(List.of("COPY, " + connections + (connections == 1 ? " connection" : " connections"),
            Section.number(copy), Section.number(running / copy)));
        progress.accept("COPY x " + connections + ": " + Section.number(copy) + " rows/s");
      }
      Machine.signal("CONT", scene.pid(Victim.TREND));
      Machine.signal("CONT", scene.pid(Victim.METRICS));
    }
    return new Section("Sink", List.of("what", "rows/s", "sink / this"), rows, List.of("A backlog of " + BACKLOG
        + " `metric.observed` events of one metric, " + EventBytes.SUBJECTS
        + " subjects, times over 6 hours; from the first "
        + "committed batch to the last, once drained by a process that has just started and once by one that was held up "
        + "while the backlog grew, the " + BEFORE
        + "th after it. COPY writes the rows that the sink wrote, in their order, 10,000 a commit, into an "
        + "empty table of the same columns, primary key and partitions, without deduplication, rollups or Kafka."));
  }

  /// @param from number of the first event; each has its own
  static void fill(String bootstrapServers, int from, int count) {
    var settings =
        Map.<String, Object>of("bootstrap.servers", bootstrapServers, "acks", "all", "compression.type", "lz4",
            "linger.ms", 20, "batch.size", 262_144);
    var now = InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS);
    var random = new Random(1 + from);
    try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      int partitions = producer.partitionsFor(Lane.LIVE.topic()).size();
      for (int i = 0; i < count; i++) {
        var accepted = new AcceptedEvent(1, now, event(now, from + i, random));
        var key = accepted.recordKey();
        producer.send(new ProducerRecord<>(Lane.LIVE.topic(), Slot.partition(Slot.of(key), partitions), key,
            EventCodec.encode(accepted)));
      }
      producer.flush();
    }
  }

  private static CloudEvent event(Instant now, int number, Random random) {
    if (!(EventCodec.decode(EventBytes.single(now, number)) instanceof Decoded.Event<CloudEvent>(var event))) {
      throw new IllegalStateException("the benchmark's own event is refused");
    }
    var time = now.minus(random.nextLong(6L * 3_600_000_000L), ChronoUnit.MICROS);
    return new CloudEvent(event.id(), event.source(), event.type(), time, event.subject(), event.platform(),
        event.extensions(), event.data());
  }

  /// @param before how many were stored before the backlog
  static double drain(Database database, long before, int backlog) throws SQLException {
    try (var connection = database.connect()) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      long firstCount = 0;
      long firstAt = 0;
      while (System.nanoTime() < deadline) {
        long count = stored(connection);
        if (count > before && firstCount == 0) {
          firstCount = count;
          firstAt = System.nanoTime();
        }
        if (count >= before + backlog) {
          double seconds = (System.nanoTime() - firstAt) / 1e9;
          return (count - firstCount) / seconds;
        }
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
      throw new IllegalStateException(
          "the backlog was not drained within " + PATIENCE.toSeconds() + " s: " + stored(connection));
    }
  }

  private static void requireAllRows(Database database, long events) throws SQLException {
    try (var connection = database.connect()) {
      long rows = rows(connection);
      if (rows != events) {
        throw new IllegalStateException(rows + " rows for " + events + " events");
      }
    }
  }

  /// By the offset table, which moves in the transaction of the rows; counting half a million rows every time would
  /// disturb.
  private static long stored(Connection connection) throws SQLException {
    return number(connection, "SELECT coalesce(sum(stored), 0) FROM analytics.consumer_offset");
  }

  private static long rows(Connection connection) throws SQLException {
    return number(connection, "SELECT count(*) FROM analytics.time_series_metrics");
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}

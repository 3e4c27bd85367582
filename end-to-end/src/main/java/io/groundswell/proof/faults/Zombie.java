package io.groundswell.proof.faults;

import io.groundswell.contract.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A second replica of metrics-service or trend-service that stands still with records in its hands until the other
/// one has its partitions, and goes on before the broker can tell it so: it takes itself for their owner, and only the
/// fence knows better.
///
/// It should have one connection to store with, so that most of what it holds is not yet in a transaction: those that
/// are lose their connection, and read anew where they stand.
public final class Zombie {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  /// So long nobody can store, and records come into the hands of both replicas.
  private static final Duration HELD = Duration.ofSeconds(1);
  private static final Duration REFUSAL = Duration.ofSeconds(5);

  private static final String HOLD = "SELECT FROM {table} WHERE topic = ? ORDER BY kpartition FOR UPDATE";
  private static final String OWNERS = "SELECT count(DISTINCT owner) FROM {table} WHERE topic = ?";
  private static final String CUT = """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))""";

  private final Scene scene;
  private final String table;
  private final long pid;
  private final Refusals refusals;

  /// How often the replica's fence has refused so far, as the replica says.
  @FunctionalInterface
  public interface Refusals {

    double count() throws InterruptedException;
  }

  /// @param reader `METRICS` or `TREND`
  /// @param pid the replica's process
  public Zombie(Scene scene, Victim reader, long pid, Refusals refusals) {
    this.scene = scene;
    this.table = switch (reader) {
      case METRICS -> "analytics.consumer_offset";
      case TREND -> "analytics.trend_consumer_offset";
      case INGEST, BROKER, DATABASE -> throw new IllegalArgumentException(reader + " owns no partitions");
    };
    this.pid = pid;
    this.refusals = refusals;
  }

  /// Makes a zombie of it and brings it back to life.
  ///
  /// @return how often its fence refused meanwhile; 0 also where it holds nothing, because no events flow
  public double strike() throws SQLException, InterruptedException {
    awaitOwners(2);
    double before = refusals.count();
    try {
      standStill();
      awaitOwners(1);
      long broker = scene.pid(Victim.BROKER);
      Signals.send("STOP", broker);
      try {
        Signals.send("CONT", pid);
        awaitRefusal(before);
      } finally {
        Signals.send("CONT", broker);
      }
    } finally {
      Signals.send("CONT", pid);
    }
    return refusals.count() - before;
  }

  private void standStill() throws SQLException, InterruptedException {
    try (var connection = scene.whereabouts().database().connect()) {
      connection.setAutoCommit(false);
      try (var hold = connection.prepareStatement(HOLD.replace("{table}", table));
          var cut = connection.prepareStatement(CUT)) {
        hold.setString(1, Lane.LIVE.topic());
        hold.execute();
        LockSupport.parkNanos(HELD.toNanos());
        Signals.send("STOP", pid);
        cut.execute();
      }
      connection.rollback();
    }
  }

  /// In how many hands the live lane is.
  private void awaitOwners(int count) throws SQLException, InterruptedException {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    try (var connection = scene.whereabouts().database().connect()) {
      while (owners(connection) != count) {
        if (System.nanoTime() > patience) {
          throw new IllegalStateException("the partitions of " + table + " did not come to " + count + " owners within "
              + PATIENCE.toSeconds() + " s");
        }
        pause();
      }
    }
  }

  private long owners(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement(OWNERS.replace("{table}", table))) {
      query.setString(1, Lane.LIVE.topic());
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private void awaitRefusal(double before) throws InterruptedException {
    long patience = System.nanoTime() + REFUSAL.toNanos();
    while (refusals.count() <= before && System.nanoTime() < patience) {
      pause();
    }
  }

  private static void pause() throws InterruptedException {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}

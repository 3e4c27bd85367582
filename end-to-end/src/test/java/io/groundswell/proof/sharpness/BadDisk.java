package io.groundswell.proof.sharpness;

import static org.awaitility.Awaitility.await;

import io.groundswell.proof.check.Database;
import io.groundswell.proof.faults.Scene;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;

/// The disk of the archive, which spoils a day's first file between its writing and the last look at it.
final class BadDisk {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String TABLE = "time_series_metrics";
  /// In which there is a file, and the service looks at it once more before it drops the rows.
  private static final Set<String> WRITTEN = Set.of("exported", "verified", "closed");

  private static final String ASK = """
      INSERT INTO analytics.archive_partition (day, partitioned) SELECT day, partitioned FROM analytics.partition_day,
        unnest(ARRAY['time_series_metrics', 'analytics_events']) AS partitioned WHERE day = '{day}'""";
  private static final String LOCKED_STATE = """
      SELECT state FROM analytics.archive_partition WHERE day = '{day}' AND partitioned = 'time_series_metrics'
      FOR UPDATE""";
  private static final String LEFT = """
      SELECT state FROM analytics.archive_partition WHERE day = '{day}' AND state <> 'dropped'""";

  private final Scene scene;
  private final Database database;
  private final LocalDate day;

  BadDisk(Scene scene, LocalDate day) {
    this.scene = scene;
    this.database = scene.whereabouts().database();
    this.day = day;
  }

  /// Returns when as much of the day is back as its file can give.
  void archiveAndRestore() throws IOException, SQLException, InterruptedException {
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      if (statement.executeUpdate(of(ASK)) != 2) {
        throw new IllegalStateException(day + " has no partitions to archive");
      }
      connection.setAutoCommit(false);
      await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
          .until(() -> hasSpoiled(connection));
      connection.setAutoCommit(true);
      await().atMost(PATIENCE).until(() -> isEmpty(connection));
    }
    restore();
  }

  /// Holds the day in its state meanwhile.
  private boolean hasSpoiled(Connection connection) throws SQLException, IOException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(of(LOCKED_STATE))) {
      row.next();
      var state = row.getString(1);
      if (state.equals("detached") || state.equals("dropped")) {
        throw new IllegalStateException(day + " went by while nobody looked");
      }
      boolean written = WRITTEN.contains(state);
      if (written) {
        spoil();
      }
      return written;
    } finally {
      connection.rollback();
    }
  }

  private void spoil() throws IOException {
    try (var files = Files.newDirectoryStream(scene.archive().resolve(TABLE), day + "-*.parquet")) {
      for (Path file : files) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.allocate(256), channel.size() / 2);
        }
      }
    }
  }

  private boolean isEmpty(Connection connection) throws SQLException {
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(of(LEFT))) {
      return !rows.next();
    }
  }

  private void restore() throws IOException, InterruptedException {
    var place = scene.whereabouts();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(HttpRequest.newBuilder(place.metrics().resolve("/v1/archive/" + day + "/restore"))
          .header("Authorization", "Bearer " + place.key()).header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString("{\"days\": 366}")).build(), BodyHandlers.ofString());
      System.out.println("restoring " + day + " was answered " + answer.statusCode());
    }
  }

  private String of(String sql) {
    return sql.replace("{day}", day.toString());
  }
}

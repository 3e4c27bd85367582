package io.groundswell.proof.bench;

import io.groundswell.proof.check.Database;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;

/// `COPY` of the rows of `time_series_metrics` into an empty table of the same columns, key and partitions: what
/// PostgreSQL takes when nothing else is asked of it.
///
/// @param most rows, of those that are there
record CopyReference(Database database, int most) {

  private static final int ROWS_A_COMMIT = 10_000;

  private static final String TABLE = """
      DROP SCHEMA IF EXISTS bench CASCADE;
      CREATE SCHEMA bench;
      CREATE TABLE bench.copied (LIKE analytics.time_series_metrics,
        PRIMARY KEY (organization_id, subject_id, observed_at, event_key, ordinal)) PARTITION BY RANGE (observed_at);
      DO $$
      DECLARE
        day date;
      BEGIN
        FOR day IN SELECT DISTINCT (observed_at AT TIME ZONE 'UTC')::date FROM analytics.time_series_metrics LOOP
          EXECUTE format('CREATE TABLE bench.%I PARTITION OF bench.copied FOR VALUES FROM (%L) TO (%L)',
            'copied_' || to_char(day, 'YYYYMMDD'), day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
        END LOOP;
      END
      $$""";

  double rowsPerSecond(int connections) throws SQLException, IOException, InterruptedException, ExecutionException {
    var chunks = chunks();
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
    long rows = chunks.stream().mapToLong(chunk -> chunk.lines().count()).sum();
    try (var threads = Executors.newFixedThreadPool(connections)) {
      long began = System.nanoTime();
      var running = new ArrayList<Future<Void>>();
      for (int i = 0; i < connections; i++) {
        int share = i;
        running.add(threads.submit(() -> {
          copy(chunks, share, connections);
          return null;
        }));
      }
      for (var each : running) {
        each.get();
      }
      return rows / ((System.nanoTime() - began) / 1e9);
    }
  }

  private void copy(List<String> chunks, int share, int shares) throws SQLException, IOException {
    try (var connection = database.connect()) {
      var copies = connection.unwrap(PGConnection.class).getCopyAPI();
      for (int i = share; i < chunks.size(); i += shares) {
        copies.copyIn("COPY bench.copied FROM STDIN", Reader.of(chunks.get(i)));
      }
    }
  }

  /// Rows in PostgreSQL's text format, as they lie on disk, in pieces of one commit.
  private List<String> chunks() throws SQLException, IOException {
    var all = new StringWriter();
    try (var connection = database.connect()) {
      connection.unwrap(PGConnection.class).getCopyAPI()
          .copyOut("COPY (SELECT * FROM analytics.time_series_metrics LIMIT " + most + ") TO STDOUT", all);
    }
    var chunks = new ArrayList<String>();
    var chunk = new StringBuilder();
    int rows = 0;
    for (var line : all.toString().lines().toList()) {
      chunk.append(line).append('\n');
      if (++rows % ROWS_A_COMMIT == 0) {
        chunks.add(chunk.toString());
        chunk.setLength(0);
      }
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk.toString());
    }
    return chunks;
  }
}

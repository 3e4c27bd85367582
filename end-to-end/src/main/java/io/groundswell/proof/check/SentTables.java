package io.groundswell.proof.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.proof.traffic.Outcomes;
import io.groundswell.proof.traffic.Outcomes.Outcome;
import io.groundswell.proof.traffic.SentEvent;
import io.groundswell.proof.traffic.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// What was sent, as tables of the schema `proof`: `event`, `reading`, and what the brokers say.
final class SentTables {

  private static final String TABLES = """
      DROP SCHEMA IF EXISTS proof CASCADE;
      CREATE SCHEMA proof;
      CREATE UNLOGGED TABLE proof.event (
        number bigint, event_key uuid, organization int, source text, observed_at timestamptz, subject_type text,
        subject_id text, platform text, type text, outcome text, extra jsonb, data jsonb);
      CREATE UNLOGGED TABLE proof.reading (event_key uuid, metric text, kind text, value numeric);
      CREATE UNLOGGED TABLE proof.end_offset (topic text, kpartition int, end_offset bigint);
      CREATE UNLOGGED TABLE proof.quarantined (event_key uuid, reason text)""";

  private static final String INDEXES = """
      CREATE UNIQUE INDEX ON proof.event (event_key);
      CREATE INDEX ON proof.reading (event_key);
      CREATE UNLOGGED TABLE proof.stored AS
        SELECT event_key, organization_id, subject_id, observed_at, min(received_at) AS received_at
        FROM analytics.time_series_metrics GROUP BY event_key, organization_id, subject_id, observed_at;
      CREATE INDEX ON proof.stored (event_key);
      CREATE INDEX ON proof.quarantined (event_key);
      ANALYZE proof.event, proof.reading, proof.stored, proof.quarantined""";

  private static final int CHUNK = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;

  private SentTables(Connection connection) {
    this.connection = connection;
  }

  static void fill(Connection connection, Traffic traffic, Outcomes outcomes, long total, EndOffsets ends)
      throws SQLException {
    var tables = new SentTables(connection);
    tables.run(TABLES);
    tables.events(traffic, outcomes, total);
    tables.readings(traffic, outcomes, total);
    tables.quarantined();
    try (var insert = connection.prepareStatement("INSERT INTO proof.end_offset VALUES (?, ?, ?)")) {
      for (var end : ends.ends()) {
        insert.setString(1, end.topic());
        insert.setInt(2, end.partition());
        insert.setLong(3, end.offset());
        insert.executeUpdate();
      }
    }
    tables.run(INDEXES);
  }

  private void events(Traffic traffic, Outcomes outcomes, long total) throws SQLException {
    try (var copy = new Copy("COPY proof.event FROM STDIN")) {
      for (long number = 0; number < total; number++) {
        var outcome = outcomes.of(number);
        if (outcome == Outcome.NEVER_SENT) {
          continue;
        }
        var event = traffic.event(number);
        var extra = event.extra();
        copy.row(Long.toString(number), event.eventKey(), Integer.toString(event.organization()), event.source(),
            event.time().toString(), event.subjectType(), event.subjectId(), event.platform(), event.type(),
            outcome.name(), "{" + (extra.isEmpty() ? "" : extra.substring(0, extra.length() - 1)) + "}", event.data());
      }
    }
  }

  private void readings(Traffic traffic, Outcomes outcomes, long total) throws SQLException {
    try (var copy = new Copy("COPY proof.reading FROM STDIN")) {
      for (long number = 0; number < total; number++) {
        if (outcomes.of(number) == Outcome.NEVER_SENT) {
          continue;
        }
        var event = traffic.event(number);
        for (var reading : event.readings()) {
          copy.row(event.eventKey(), reading.metric(), reading.kind(), reading.value().toPlainString());
        }
      }
    }
  }

  /// Which events lie in the quarantine, as far as they can be read; one that was replayed is where its replay is.
  private void quarantined() throws SQLException {
    try (var query = connection.createStatement();
        var insert = connection.prepareStatement("INSERT INTO proof.quarantined VALUES (?::uuid, ?)");
        var rows = query.executeQuery("SELECT value, reason FROM analytics.quarantine WHERE state <> 'replayed'")) {
      while (rows.next()) {
        insert.setString(1, keyOf(rows.getBytes(1)));
        insert.setString(2, rows.getString(2));
        insert.executeUpdate();
      }
    }
  }

  private static @org.jspecify.annotations.Nullable String keyOf(byte[] value) {
    try {
      var event = value == null ? null : JSON.readTree(value);
      return event == null || !event.hasNonNull("id") ? null : SentEvent.eventKey(event.path("organization").asInt(),
          event.path("source").asText(), event.path("id").asText());
    } catch (IOException notJson) {
      return null;
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Rows in PostgreSQL's text format.
  private final class Copy implements AutoCloseable {

    private final CopyIn copy;
    private final StringBuilder rows = new StringBuilder();

    Copy(String sql) throws SQLException {
      copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    }

    void row(String... columns) throws SQLException {
      for (int i = 0; i < columns.length; i++) {
        rows.append(i == 0 ? "" : "\t")
            .append(columns[i].replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"));
      }
      rows.append('\n');
      if (rows.length() > CHUNK) {
        flush();
      }
    }

    private void flush() throws SQLException {
      var bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
      copy.writeToCopy(bytes, 0, bytes.length);
      rows.setLength(0);
    }

    @Override
    public void close() throws SQLException {
      flush();
      copy.endCopy();
    }
  }
}

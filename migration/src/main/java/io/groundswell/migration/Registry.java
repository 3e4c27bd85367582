package io.groundswell.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who did which migration or took it back, when, for how long, from which file, and how to take it back.
public final class Registry {

  private static final String ADD = """
      INSERT INTO analytics.migration_registry (service, version, script, action, duration_ms, checksum, sha256,
        undo_script, undo_sql, reason, kept, kept_rows, expected)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (
        -- What was removed has no definition, and so no digest.
        SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'name', name, 'digest', md5(definition))), '[]')
        FROM unnest(?::text[], ?::text[], ?::text[]) AS made (kind, name, definition)))""";

  private static final String ADOPT =
      """
      INSERT INTO analytics.migration_registry (service, version, script, action, duration_ms, checksum, sha256,
        undo_script, undo_sql, operator, at)
      SELECT ?, ?, ?, 'adopted', ?, ?, ?, ?, ?, ?, ?
      WHERE NOT EXISTS (SELECT FROM analytics.migration_state WHERE service = ? AND version = ? AND action <> 'down')""";

  private static final String STATES = """
      SELECT service, version, script, action, at, finalized_at, duration_ms, checksum, sha256, undo_script, undo_sql,
        operator, program, host(address) AS address, reason, kept, kept_rows
      FROM analytics.%s ORDER BY id""";

  private final Connection connection;

  public Registry(Connection connection) {
    this.connection = connection;
  }

  /// What was done.
  public enum Action {
    /// By a service at its start, or by `groundswell db up`.
    UP,
    /// By `groundswell db force-up`.
    FORCED,
    /// Before there was a registry.
    ADOPTED,
    /// Taken back.
    DOWN
  }

  /// A row of the registry.
  ///
  /// @param took in milliseconds
  /// @param kept of a [Action#DOWN]: the id of the export that holds the rows that went; null where none went
  public record Entry(String service, String version, String script, Action action, Instant at,
      @Nullable Instant finalizedAt, long took, @Nullable Integer checksum, String sha256, @Nullable String undoScript,
      @Nullable String undoSql, String operator, String program, @Nullable String address, @Nullable String reason,
      @Nullable String kept, long keptRows) {

    public String label() {
      return service + " " + version;
    }
  }

  /// Writes down that a migration was done.
  public void add(Action action, MigrationFile file, Duration took, Catalogue.Change change, @Nullable String reason)
      throws SQLException {
    add(action, file, took, change, reason, null, 0);
  }

  /// Writes down that a migration was done or taken back.
  public void add(Action action, MigrationFile file, Duration took, Catalogue.Change change, @Nullable String reason,
      @Nullable String kept, long keptRows) throws SQLException {
    var kinds = new ArrayList<String>();
    var names = new ArrayList<String>();
    var definitions = new ArrayList<@Nullable String>();
    change.made().forEach((item, definition) -> {
      kinds.add(item.kind());
      names.add(item.name());
      definitions.add(definition);
    });
    change.removed().forEach(item -> {
      kinds.add(item.kind());
      names.add(item.name());
      definitions.add(null);
    });
    try (var statement = connection.prepareStatement(ADD)) {
      statement.setString(1, file.service());
      statement.setString(2, file.version());
      statement.setString(3, file.script());
      statement.setString(4, action.name().toLowerCase(Locale.ROOT));
      statement.setLong(5, took.toMillis());
      statement.setObject(6, file.checksum());
      statement.setString(7, file.sha256());
      statement.setString(8, file.undoScript());
      statement.setString(9, file.undoSql());
      statement.setString(10, reason);
      statement.setString(11, kept);
      statement.setObject(12, kept == null ? null : Long.valueOf(keptRows));
      statement.setArray(13, connection.createArrayOf("text", kinds.toArray()));
      statement.setArray(14, connection.createArrayOf("text", names.toArray()));
      statement.setArray(15, connection.createArrayOf("text", definitions.toArray()));
      statement.executeUpdate();
    }
  }

  /// Takes over from Flyway's history what was done before there was a registry.
  public void adopt(ServiceSchema schema) throws SQLException {
    var known = states();
    try (var statement = connection.prepareStatement(ADOPT)) {
      for (var applied : schema.applied()) {
        var version = applied.getVersion().getVersion();
        var state = known.get(schema.service() + " " + version);
        if (state != null && state.action() != Action.DOWN) {
          continue;
        }
        var file = schema.file(applied);
        statement.setString(1, file.service());
        statement.setString(2, file.version());
        statement.setString(3, file.script());
        statement.setLong(4, applied.getExecutionTime());
        statement.setObject(5, file.checksum());
        statement.setString(6, file.sha256());
        statement.setString(7, file.undoScript());
        statement.setString(8, file.undoSql());
        statement.setString(9, applied.getInstalledBy());
        statement.setTimestamp(10, new Timestamp(applied.getInstalledOn().getTime()));
        statement.setString(11, file.service());
        statement.setString(12, file.version());
        statement.executeUpdate();
      }
    }
  }

  /// Refuses to do again by itself what an operator took back.
  ///
  /// @throws SchemaTrouble naming who took it back
  public void requireNoneTakenBack(List<MigrationFile> pending) throws SQLException {
    var states = states();
    for (var file : pending) {
      var state = states.get(file.label());
      if (state != null && state.action() == Action.DOWN) {
        throw new SchemaTrouble(SchemaTrouble.Kind.TAKEN_BACK, file.label() + " was taken back by " + state.operator()
            + " at " + state.at() + ", and is done again by 'groundswell db up"
            + (state.kept() == null ? "'" : " --restore DIR' only, which brings back " + state.keptRows() + " rows"));
      }
    }
  }

  /// How each version stands, by its label, `metrics 2.4.1`, the one that changed last at the end.
  public Map<String, Entry> states() throws SQLException {
    var states = new LinkedHashMap<String, Entry>();
    read("migration_state").forEach(entry -> states.put(entry.label(), entry));
    return states;
  }

  /// Everything that was ever done, the first thing first.
  public List<Entry> history() throws SQLException {
    return read("migration_registry");
  }

  private List<Entry> read(String relation) throws SQLException {
    var entries = new ArrayList<Entry>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(String.format(Locale.ROOT, STATES, relation))) {
      while (rows.next()) {
        var finalized = rows.getTimestamp("finalized_at");
        entries.add(new Entry(rows.getString("service"), rows.getString("version"), rows.getString("script"),
            Action.valueOf(rows.getString("action").toUpperCase(Locale.ROOT)), rows.getTimestamp("at").toInstant(),
            finalized == null ? null : finalized.toInstant(), rows.getLong("duration_ms"),
            (Integer) rows.getObject("checksum"), rows.getString("sha256"), rows.getString("undo_script"),
            rows.getString("undo_sql"), rows.getString("operator"), rows.getString("program"),
            rows.getString("address"), rows.getString("reason"), rows.getString("kept"), rows.getLong("kept_rows")));
      }
    }
    return entries;
  }
}

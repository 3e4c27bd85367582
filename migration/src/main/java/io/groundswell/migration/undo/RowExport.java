package io.groundswell.migration.undo;

import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.undo.Kept.Column;
import io.groundswell.migration.undo.Kept.Counter;
import io.groundswell.migration.undo.Kept.Extent;
import io.groundswell.migration.undo.Kept.Partition;
import io.groundswell.migration.undo.Kept.Rows;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Counts the rows that an undo would take with it, and writes them into files, within the transaction that then takes
/// them: nobody writes another one between.
final class RowExport {

  private static final String COLUMNS = """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod),
        pg_get_expr(d.adbin, d.adrelid), pg_get_serial_sequence('analytics.' || quote_ident(c.relname), a.attname)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE c.relnamespace = 'analytics'::regnamespace AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attgenerated = ''
      ORDER BY a.attnum""";

  private static final String KEY = """
      SELECT a.attname FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
      WHERE c.relnamespace = 'analytics'::regnamespace AND c.relname = ?
      ORDER BY array_position(i.indkey::int2[], a.attnum)""";

  private static final String PARTITIONS = """
      SELECT p.relname, pg_get_expr(p.relpartbound, p.oid), coalesce(array_to_string(p.reloptions, ', '), ''),
        p.relrowsecurity, p.relforcerowsecurity,
        ARRAY(SELECT format('CREATE POLICY %I ON analytics.%I AS %s FOR %s TO %s%s%s', o.polname, p.relname,
            CASE WHEN o.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
            CASE o.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
            (SELECT string_agg(CASE WHEN m = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(m)) END, ', ')
              FROM unnest(o.polroles) AS m),
            ' USING (' || pg_get_expr(o.polqual, o.polrelid) || ')',
            ' WITH CHECK (' || pg_get_expr(o.polwithcheck, o.polrelid) || ')')
          FROM pg_policy o WHERE o.polrelid = p.oid)
      FROM pg_class c JOIN pg_inherits i ON i.inhparent = c.oid JOIN pg_class p ON p.oid = i.inhrelid
      WHERE c.relnamespace = 'analytics'::regnamespace AND c.relname = ?
      ORDER BY p.relname""";

  private static final String REFERENCES = """
      SELECT t.relname, f.relname FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
      WHERE k.contype = 'f' AND k.connamespace = 'analytics'::regnamespace AND t.oid <> f.oid""";

  private final Connection connection;
  private final Loss loss;

  RowExport(Connection connection, Loss loss) {
    this.connection = connection;
    this.loss = loss;
  }

  /// How many rows would go, by table; tables of which none would are left out. Locks them all.
  SequencedMap<String, Long> count() throws SQLException {
    var counts = new LinkedHashMap<String, Long>();
    try (var statement = connection.createStatement()) {
      for (var table : inOrder()) {
        statement.execute("LOCK TABLE analytics." + quoted(table) + " IN ACCESS EXCLUSIVE MODE");
        try (var rows = statement.executeQuery("SELECT count(*) FROM analytics." + quoted(table) + where(table))) {
          rows.next();
          if (rows.getLong(1) > 0) {
            counts.put(table, rows.getLong(1));
          }
        }
      }
    }
    return counts;
  }

  /// Writes them.
  Rows write(String table, Path directory) throws SQLException, IOException {
    var extent = extent(table);
    var key = key(table);
    var lost = loss.columns().getOrDefault(table, new TreeSet<>());
    if (extent == Extent.COLUMNS && (key.isEmpty() || key.stream().anyMatch(lost::contains))) {
      throw new SchemaTrouble(SchemaTrouble.Kind.IRREVERSIBLE, "columns of " + table + " would go ("
          + String.join(", ", lost)
          + "), and without a primary key that stays, nobody could say whose values they were");
    }
    var columns = new ArrayList<Column>();
    var counters = new ArrayList<Counter>();
    for (var column : columns(table)) {
      if (extent != Extent.COLUMNS || key.contains(column.name()) || lost.contains(column.name())) {
        columns.add(new Column(column.name(), column.type()));
      }
      if (extent == Extent.TABLE && column.sequence() != null) {
        counters.add(counter(column.name(), column.sequence()));
      }
    }
    var file = table + ".copy";
    var select = "SELECT " + columns.stream().map(Column::name).map(RowExport::quoted).collect(Collectors.joining(", "))
        + " FROM analytics." + quoted(table) + where(table);
    var digest = sha256();
    long rows;
    try (var out = FileChannel.open(directory.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
        var buffered = new BufferedOutputStream(new DigestOutputStream(Channels.newOutputStream(out), digest))) {
      rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY (" + select + ") TO STDOUT", buffered);
      buffered.flush();
      out.force(true);
    }
    return new Rows(table, extent, columns, key, rows, file, HexFormat.of().formatHex(digest.digest()),
        extent == Extent.TABLE ? partitions(table) : List.of(), counters);
  }

  private Extent extent(String table) {
    var extent = loss.tables().get(table);
    if (extent == null) {
      throw new IllegalArgumentException(table);
    }
    return extent;
  }

  /// A table stands behind those that its rows refer to.
  private List<String> inOrder() throws SQLException {
    var references = new ArrayList<Map.Entry<String, String>>();
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(REFERENCES)) {
      while (rows.next()) {
        references.add(Map.entry(rows.getString(1), rows.getString(2)));
      }
    }
    var waiting = new LinkedHashSet<>(loss.tables().keySet());
    var ordered = new ArrayList<String>();
    while (!waiting.isEmpty()) {
      var free = waiting.stream()
          .filter(table -> references.stream()
              .noneMatch(refers -> refers.getKey().equals(table) && waiting.contains(refers.getValue())))
          .toList();
      // Tables that refer to each other: no order serves.
      ordered.addAll(free.isEmpty() ? List.copyOf(waiting) : free);
      waiting.removeAll(List.copyOf(ordered));
    }
    return ordered;
  }

  /// Of columns, the rows that say more than the default does.
  private String where(String table) throws SQLException {
    if (loss.tables().get(table) != Extent.COLUMNS) {
      return "";
    }
    SortedSet<String> lost = loss.columns().getOrDefault(table, new TreeSet<>());
    return " WHERE " + columns(table).stream()
        .filter(column -> lost.contains(column.name()))
        .map(column -> quoted(column.name()) + " IS DISTINCT FROM "
            + (column.preset() == null ? "NULL" : "(" + column.preset() + ")"))
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  private record Found(String name, String type, @Nullable String preset,
      @Nullable String sequence) {
  }

  private List<Found> columns(String table) throws SQLException {
    var found = new ArrayList<Found>();
    try (var query = connection.prepareStatement(COLUMNS)) {
      query.setString(1, table);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(new Found(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
        }
      }
    }
    // A generated column is worked out again.
    return found;
  }

  private List<String> key(String table) throws SQLException {
    var key = new ArrayList<String>();
    try (var query = connection.prepareStatement(KEY)) {
      query.setString(1, table);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          key.add(rows.getString(1));
        }
      }
    }
    return key;
  }

  private List<Partition> partitions(String table) throws SQLException {
    var partitions = new ArrayList<Partition>();
    try (var query = connection.prepareStatement(PARTITIONS)) {
      query.setString(1, table);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          partitions.add(new Partition(rows.getString(1), rows.getString(2), rows.getString(3), rows.getBoolean(4),
              rows.getBoolean(5), List.of((String[]) rows.getArray(6).getArray())));
        }
      }
    }
    return partitions;
  }

  private Counter counter(String column, String sequence) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT last_value, is_called FROM " + sequence)) {
      rows.next();
      return new Counter(column, rows.getLong(1), rows.getBoolean(2));
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /// As SQL reads a name.
  static String quoted(String name) {
    return String.format(Locale.ROOT, "\"%s\"", name.replace("\"", "\"\""));
  }
}

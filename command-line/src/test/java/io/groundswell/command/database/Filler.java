package io.groundswell.command.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;

/// Rows for every table that there is, whoever made it: values by the types of the columns, and where a constraint asks
/// for more, the words of the constraint. What even that does not fill has a file `fill/<table>.sql` among the test
/// resources.
final class Filler {

  private static final Pattern WORD = Pattern.compile("'([^']*)'::text");
  private static final int TRIES = 12;
  private static final String CHECK = "23514";
  private static final String REFERENCE = "23503";

  private final Connection connection;

  Filler(Connection connection) {
    this.connection = connection;
  }

  /// Two rows each. Returns why a table could not be filled, by table.
  Map<String, String> fill() throws SQLException, IOException {
    partitions();
    var troubles = new TreeMap<String, String>();
    var waiting = tables();
    boolean going = true;
    while (going && !waiting.isEmpty()) {
      going = false;
      troubles.clear();
      for (var table : List.copyOf(waiting)) {
        try {
          fill(table);
          waiting.remove(table);
          going = true;
        } catch (SQLException trouble) {
          troubles.put(table, trouble.getMessage());
        }
      }
    }
    return troubles;
  }

  /// Number and digest of the rows of every table, whatever their order.
  Map<String, String> rows() throws SQLException {
    var rows = new TreeMap<String, String>();
    for (var table : tables()) {
      rows.put(table, text("SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') "
          + "FROM analytics.\"" + table + "\" t"));
    }
    rows.put("partitions", text("SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class "
        + "WHERE relnamespace = 'analytics'::regnamespace AND relispartition AND relkind = 'r'"));
    return rows;
  }

  private void partitions() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT analytics.ensure_partitions(current_date - 1, current_date + 1)");
      statement.execute("SELECT analytics.keep_trend_partitions(current_date - 1, current_date - 1, current_date + 1)");
    }
  }

  private void fill(String table) throws SQLException, IOException {
    try (var own = Filler.class.getResourceAsStream("/fill/" + table + ".sql")) {
      if (own != null) {
        run(new String(own.readAllBytes(), StandardCharsets.UTF_8));
        return;
      }
    }
    for (int row = 1; row <= 2; row++) {
      insert(table, row);
    }
  }

  private void insert(String table, int row) throws SQLException {
    var values = new LinkedHashMap<String, String>();
    for (var column : columns(table)) {
      values.put(column[0], value(column[1], row));
    }
    var tried = new HashMap<String, Integer>();
    for (int attempt = 0; true; attempt++) {
      try {
        run("INSERT INTO analytics.\"" + table + "\" (" + values.keySet().stream().map(name -> '"' + name + '"')
            .collect(Collectors.joining(", ")) + ") VALUES (" + String.join(", ", values.values())
            + ") ON CONFLICT DO NOTHING");
        return;
      } catch (PSQLException refused) {
        if (!List.of(CHECK, REFERENCE).contains(refused.getSQLState()) || attempt >= TRIES
            || refused.getServerErrorMessage() == null
            || refused.getServerErrorMessage().getConstraint() == null) {
          throw refused;
        }
        var constraint = refused.getServerErrorMessage().getConstraint();
        if (REFERENCE.equals(refused.getSQLState())) {
          refer(table, constraint, values, row);
        } else {
          adapt(table, constraint, values, tried.merge(constraint, 1, Integer::sum));
        }
      }
    }
  }

  /// The columns of the constraint take the words that stand in it, one after another.
  private void adapt(String table, String constraint, Map<String, String> values, int attempt) throws SQLException {
    var where =
        " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = 'analytics'::regnamespace"
            + " AND c.relname = '" + table + "' AND k.conname = '" + constraint + "'";
    var words = new ArrayList<String>();
    var found = WORD.matcher(text("SELECT pg_get_constraintdef(k.oid)" + where));
    while (found.find()) {
      words.add(found.group(1));
    }
    var columns = text("SELECT string_agg(a.attname || ':' || format_type(a.atttypid, a.atttypmod), ',')"
        + where.replace(" WHERE ", " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey) WHERE "));
    for (var column : columns.split(",")) {
      var name = column.substring(0, column.indexOf(':'));
      var type = column.substring(column.indexOf(':') + 1);
      var word = words.isEmpty() ? null : words.get((attempt - 1) % words.size());
      if (type.equals("timestamp with time zone") || type.equals("date")) {
        values.put(name, "now() + interval '" + (attempt + name.length()) + " minutes'");
      } else if (word != null && type.equals("text")) {
        values.put(name, "'" + word + "'");
      } else if (word != null && type.equals("text[]")) {
        values.put(name, "ARRAY['" + word + "']");
      }
    }
  }

  /// The columns of the reference take what stands in the table that they refer to.
  private void refer(String table, String constraint, Map<String, String> values, int row) throws SQLException {
    var found = text("SELECT string_agg(a.attname || ' ' || f.attname || ' ' || k.confrelid::regclass, ',') "
        + "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid, "
        + "unnest(k.conkey, k.confkey) AS pair (here, there), pg_attribute a, pg_attribute f "
        + "WHERE c.relnamespace = 'analytics'::regnamespace AND c.relname = '" + table + "' AND k.conname = '"
        + constraint
        + "' AND a.attrelid = k.conrelid AND a.attnum = pair.here AND f.attrelid = k.confrelid AND f.attnum = pair.there");
    for (var pair : found.split(",")) {
      var names = pair.split(" ");
      values.put(names[0],
          "(SELECT r." + names[1] + " FROM " + names[2] + " AS r ORDER BY r::text OFFSET " + (row - 1) + " LIMIT 1)");
    }
  }

  private static String value(String type, int row) {
    return switch (type) {
      case "boolean" -> "true";
      case "uuid" -> "gen_random_uuid()";
      case "jsonb", "json" -> "'{}'";
      case "text[]" -> "ARRAY['x']";
      case "bytea" -> "decode(repeat('0" + row + "', 32), 'hex')";
      case "timestamp with time zone" -> "now()";
      case "date" -> "current_date - " + row;
      case "interval" -> "interval '1 hour'";
      case "tsvector" -> "to_tsvector('x')";
      case "text", "character varying" -> "'x" + row + "'";
      case "xid8", "inet", "bit" -> type.equals("xid8") ? "'1'" : "NULL";
      default -> type.endsWith("[]") ? "'{" + row + "}'" : Integer.toString(row);
    };
  }

  private List<String[]> columns(String table) throws SQLException {
    var columns = new ArrayList<String[]>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
            + "WHERE a.attrelid = 'analytics.\"" + table + "\"'::regclass AND a.attnum > 0 AND NOT a.attisdropped "
            + "AND a.attgenerated = '' AND a.attidentity <> 'a' ORDER BY a.attnum")) {
      while (rows.next()) {
        columns.add(new String[]{rows.getString(1), rows.getString(2)});
      }
    }
    return columns;
  }

  private List<String> tables() throws SQLException {
    var tables = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT relname FROM pg_class WHERE relnamespace = 'analytics'::regnamespace "
            + "AND relkind IN ('r', 'p') AND NOT relispartition AND relname !~ '^(flyway_|migration_(registry|backup)$)' "
            + "ORDER BY relname")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  private String text(String sql) throws SQLException {
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
      rows.next();
      var text = rows.getString(1);
      return text == null ? "" : text;
    }
  }

  private void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

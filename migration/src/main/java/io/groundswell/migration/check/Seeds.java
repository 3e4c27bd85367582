package io.groundswell.migration.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows that migrations bring along, known by their primary keys: what else stands in them, people may change.
final class Seeds {

  private static final String KEY = """
      SELECT string_agg(format('%L, %I', a.attname, a.attname), ', ' ORDER BY a.attnum)
      FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
      WHERE c.relnamespace = 'analytics'::regnamespace AND c.relname = ?""";

  private Seeds() {
  }

  /// Their keys, each as a JSON object; none where the table has no primary key.
  static List<String> of(Connection connection, String table) throws SQLException {
    var seeds = new ArrayList<String>();
    var key = key(connection, table);
    if (key != null) {
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT " + key + " FROM analytics." + table + " ORDER BY 1")) {
        while (rows.next()) {
          seeds.add(rows.getString(1));
        }
      }
    }
    return seeds;
  }

  /// Those of them that a database does not have.
  static List<String> missing(Connection connection, String table, List<String> seeds) throws SQLException {
    var missing = new ArrayList<String>();
    var key = key(connection, table);
    if (key == null) {
      return seeds;
    }
    try (var query = connection.prepareStatement(
        "SELECT seed FROM unnest(?::text[]) AS seed EXCEPT SELECT " + key + " FROM analytics." + table
            + " ORDER BY 1")) {
      query.setArray(1, connection.createArrayOf("text", seeds.toArray()));
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          missing.add(rows.getString(1));
        }
      }
    }
    return missing;
  }

  private static @Nullable String key(Connection connection, String table) throws SQLException {
    try (var query = connection.prepareStatement(KEY)) {
      query.setString(1, table);
      try (var rows = query.executeQuery()) {
        rows.next();
        var key = rows.getString(1);
        return key == null ? null : "jsonb_build_object(" + key + ")::text";
      }
    }
  }
}

package io.groundswell.command.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// How a database is asked for its tables, and for their rows behind a key.
enum Dialect {
  /// A value has a type of its own, whatever its column says. A key is bound as text: the column's affinity makes a
  /// number of it where it holds numbers (sqlite.org/datatype3.html, 4.2).
  SQLITE(
      "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1",
      "SELECT name FROM pragma_table_info(?)", "SELECT 'rowid' WHERE ? IS NOT NULL",
      """
          SELECT coalesce(sum(d.pgsize) FILTER (WHERE m.type = 'table'), 0),
            coalesce(sum(d.pgsize) FILTER (WHERE m.type = 'index'), 0)
          FROM sqlite_master AS m JOIN dbstat AS d ON d.name = m.name AND d.aggregate = TRUE
          WHERE m.tbl_name = ? HAVING count(*) > 0"""),
  /// Tables of `public` go by their names alone.
  POSTGRES(
      """
      SELECT CASE table_schema WHEN 'public' THEN table_name ELSE table_schema || '.' || table_name END
      FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'analytics') ORDER BY 1""",
      "SELECT attname FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
      """
          SELECT a.attname FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
          WHERE i.indisprimary AND i.indrelid = ?::regclass""",
      """
          SELECT sum(pg_table_size(t.part)), sum(pg_indexes_size(t.part)) FROM (
            SELECT coalesce(p.relid, c.oid::regclass) AS part
            FROM pg_class AS c LEFT JOIN LATERAL pg_partition_tree(c.oid) AS p ON true
            WHERE c.oid = ?::regclass AND c.relkind IN ('r', 'p')) AS t HAVING count(*) > 0""");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String tables;
  private final String columns;
  private final String keys;
  private final String sizes;

  Dialect(String tables, String columns, String keys, String sizes) {
    this.tables = tables;
    this.columns = columns;
    this.keys = keys;
    this.sizes = sizes;
  }

  String tables() {
    return tables;
  }

  String columns() {
    return columns;
  }

  String keys() {
    return keys;
  }

  /// Bytes of a table and of its indexes; no row of what takes none itself.
  String sizes() {
    return sizes;
  }

  String table(String part) {
    return this == POSTGRES && part.indexOf('.') > 0
        ? quoted(part.substring(0, part.indexOf('.'))) + "." + quoted(part.substring(part.indexOf('.') + 1))
        : quoted(part);
  }

  /// A table as the catalogue is asked for it.
  String named(String part) {
    return this == POSTGRES ? table(part) : part;
  }

  boolean isMissingTable(SQLException failed) {
    return this == POSTGRES ? "42P01".equals(failed.getSQLState())
        : String.valueOf(failed.getMessage()).contains("no such table");
  }

  /// The key as text, from which the same key can be made again.
  String position(String column) {
    return this == SQLITE ? "CAST(t." + quoted(column) + " AS TEXT)" : "t." + quoted(column) + "::text";
  }

  /// The key beside a bound text; an unknown literal of PostgreSQL takes the type of what it is compared with.
  String compared(String column, String operator) {
    return "t." + quoted(column) + " " + operator + " ?";
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// Reads the values of rows.
  interface Reader {

    ObjectNode read(ResultSet row) throws SQLException;
  }

  /// All columns but the first.
  Reader reader(ResultSetMetaData columns) throws SQLException {
    int count = columns.getColumnCount();
    var names = new String[count + 1];
    var types = new String[count + 1];
    for (int i = 2; i <= count; i++) {
      names[i] = columns.getColumnLabel(i);
      types[i] = this == SQLITE ? "" : columns.getColumnTypeName(i);
    }
    return row -> {
      var values = JsonNodeFactory.instance.objectNode();
      for (int i = 2; i <= count; i++) {
        values.set(names[i], value(row, i, types[i]));
      }
      return values;
    };
  }

  private static @Nullable JsonNode value(ResultSet row, int column, String type) throws SQLException {
    var nodes = JsonNodeFactory.instance;
    return switch (type) {
      case "json", "jsonb" -> json(row.getString(column));
      case "timestamptz" -> text(row.getObject(column, OffsetDateTime.class) instanceof OffsetDateTime time
          ? time.toInstant().toString() : null);
      case "timestamp" -> text(row.getObject(column, LocalDateTime.class) instanceof LocalDateTime time
          ? time.toString() : null);
      default -> switch (row.getObject(column)) {
        case null -> nodes.nullNode();
        case Boolean flag -> nodes.booleanNode(flag);
        case Integer number -> nodes.numberNode(number);
        case Long number -> nodes.numberNode(number);
        case BigDecimal number -> nodes.numberNode(number);
        case Double number -> Double.isFinite(number) ? nodes.numberNode(number) : nodes.textNode(number.toString());
        case Float number -> nodes.numberNode(new BigDecimal(number.toString()));
        case byte[] bytes -> nodes.binaryNode(bytes);
        case java.sql.Array array -> elements(array);
        case Object other -> text(row.getString(column));
      };
    };
  }

  private static JsonNode elements(java.sql.Array array) throws SQLException {
    var elements = JsonNodeFactory.instance.arrayNode();
    for (var element : (Object[]) array.getArray()) {
      elements.addPOJO(element);
    }
    return JSON.valueToTree(elements);
  }

  private static JsonNode text(@Nullable String text) {
    return text == null ? JsonNodeFactory.instance.nullNode() : JsonNodeFactory.instance.textNode(text);
  }

  private static JsonNode json(@Nullable String text) throws SQLException {
    try {
      return text == null ? JsonNodeFactory.instance.nullNode() : JSON.readTree(text);
    } catch (JsonProcessingException never) {
      throw new SQLException("JSON that is none: " + never.getOriginalMessage(), never);
    }
  }
}

package io.groundswell.command.source;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.sandbox.DatabaseLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// The tables of a database, read by key, a page a statement: so it holds nothing up in a database that is in use, and
/// sees what was there when it came by.
final class TableSource implements Source {

  private static final int BUSY_MILLIS = 10_000;
  /// Rows that PostgreSQL sends at a time: they may be long.
  private static final int FETCHED = 64;

  private static final String EACH_ANOTHER = ": the mapping's \"key\" is a column that every row has, each another";

  private final String name;
  private final Dialect dialect;
  private final Connection connection;
  private final Map<String, String> queries;
  private final Map<String, String> keys = new HashMap<>();
  /// Where the last page of a part ended.
  private final Map<String, String> ends = new HashMap<>();

  private TableSource(String name, Dialect dialect, Connection connection, Map<String, String> queries) {
    this.queries = queries;
    this.name = name;
    this.dialect = dialect;
    this.connection = connection;
  }

  static TableSource sqlite(Path file, Map<String, String> queries) {
    if (!Files.isRegularFile(file)) {
      throw CommandFailed.badData("there is no file " + file);
    }
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    try {
      return new TableSource(file.toString(), Dialect.SQLITE, config.createConnection("jdbc:sqlite:" + file),
          queries);
    } catch (SQLException broken) {
      throw CommandFailed.badData(file + " cannot be opened: " + broken.getMessage());
    }
  }

  static TableSource postgres(String location, Map<String, String> queries) {
    DatabaseLogin login;
    try {
      login = DatabaseLogin.parse(location);
    } catch (IllegalArgumentException wrong) {
      throw CommandFailed.badData("the source: " + wrong.getMessage());
    }
    var properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password());
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("loginTimeout", "10");
    // A key is bound as text, and takes the type of its column.
    properties.setProperty("stringtype", "unspecified");
    properties.setProperty("ApplicationName", "groundswell import");
    try {
      var connection = DriverManager.getConnection("jdbc:" + login.url(), properties);
      connection.setReadOnly(true);
      return new TableSource(login.url(), Dialect.POSTGRES, connection, queries);
    } catch (SQLException refused) {
      throw CommandFailed.unavailable("cannot reach the source " + login.url() + ": " + refused.getMessage());
    }
  }

  @Override
  public List<String> parts() {
    var parts = new LinkedHashSet<>(asked(dialect.tables()));
    queries.forEach((part, query) -> {
      try {
        columnsOf(query);
        parts.add(part);
      } catch (SQLException broken) {
        // Then the part is missing: the mapping may say that it is optional.
        if (!dialect.isMissingTable(broken)) {
          throw CommandFailed.badData("the query of '" + part + "' fails: " + broken.getMessage());
        }
        parts.remove(part);
      }
    });
    return List.copyOf(parts);
  }

  @Override
  public Set<String> columns(String part) {
    var query = queries.get(part);
    if (query == null) {
      return new LinkedHashSet<>(asked(dialect.columns(), dialect.named(part)));
    }
    try {
      return columnsOf(query);
    } catch (SQLException broken) {
      throw failed(broken);
    }
  }

  private Set<String> columnsOf(String query) throws SQLException {
    try (var statement = connection.createStatement();
        var none = statement.executeQuery("SELECT * FROM (" + query + ") AS t LIMIT 0")) {
      var columns = new LinkedHashSet<String>();
      for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
        columns.add(none.getMetaData().getColumnLabel(i));
      }
      return columns;
    }
  }

  @Override
  public Page next(String part, @Nullable String key, @Nullable String after, @Nullable String until,
      int most) {
    var column = key != null ? key : keys.computeIfAbsent(part, this::ownKey);
    var conditions = new ArrayList<String>();
    var bound = new ArrayList<String>();
    if (after != null) {
      conditions.add(dialect.compared(column, ">"));
      bound.add(after);
    }
    if (until != null) {
      conditions.add(dialect.compared(column, "<="));
      bound.add(until);
    }
    var sql = "SELECT " + dialect.position(column) + ", t.* FROM " + from(part) + " AS t"
        + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)) + " ORDER BY t."
        + Dialect.quoted(column) + " LIMIT " + (most + 1L);
    try {
      // PostgreSQL's driver reads all rows of a statement into the memory unless it is within a transaction.
      connection.setAutoCommit(false);
      try (var statement = connection.prepareStatement(sql)) {
        // What another one read, or this one long ago: a row may have come since that has the same key.
        if (after != null && !after.equals(ends.get(part)) && isShared(part, column, after)) {
          throw shared(part, column, after);
        }
        statement.setFetchSize(FETCHED);
        for (int i = 0; i < bound.size(); i++) {
          statement.setString(i + 1, bound.get(i));
        }
        var page = page(part, column, statement, most);
        if (!page.isEmpty()) {
          ends.put(part, page.end());
        }
        return page;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException broken) {
      throw failed(broken);
    }
  }

  /// Looks at one row more than it takes: of two with one key, one could stand at the end of a page, and the other
  /// would never be read.
  private Page page(String part, String column, PreparedStatement statement, int most) throws SQLException {
    var rows = new ArrayList<SourceRow>();
    long bytes = 0;
    String before = null;
    try (var found = statement.executeQuery()) {
      var reader = dialect.reader(found.getMetaData());
      while (found.next()) {
        var position = found.getString(1);
        if (position == null) {
          throw CommandFailed.badData("rows of '" + part + "' have no '" + column + "'" + EACH_ANOTHER);
        }
        if (before != null && isSame(part, column, before, position)) {
          throw shared(part, column, position);
        }
        if (rows.size() == most || bytes >= Page.MOST_BYTES) {
          return new Page(rows, false);
        }
        before = position;
        var row = new SourceRow(position, position, reader.read(found), null);
        rows.add(row);
        bytes += row.weight();
      }
    }
    return new Page(rows, true);
  }

  /// A column may take `a` for `A`; then the database is asked.
  private boolean isSame(String part, String column, String one, String other) throws SQLException {
    if (one.equals(other)) {
      return true;
    }
    return one.strip().equalsIgnoreCase(other.strip()) && isShared(part, column, other);
  }

  private boolean isShared(String part, String column, String key) throws SQLException {
    try (var statement = connection.prepareStatement("SELECT count(*) FROM (SELECT 1 FROM " + from(part)
        + " AS t WHERE " + dialect.compared(column, "=") + " LIMIT 2) AS same")) {
      statement.setString(1, key);
      try (var same = statement.executeQuery()) {
        return same.next() && same.getInt(1) > 1;
      }
    }
  }

  private static CommandFailed shared(String part, String column, String key) {
    return CommandFailed.badData("several rows of '" + part + "' have the '" + column + "' " + key + EACH_ANOTHER);
  }

  @Override
  public @Nullable Size size(String part) {
    if (queries.containsKey(part) && !asked(dialect.tables()).contains(part)) {
      return null;
    }
    try (var statement = connection.prepareStatement(dialect.sizes())) {
      statement.setString(1, dialect.named(part));
      try (var rows = statement.executeQuery()) {
        return rows.next() ? new Size(rows.getLong(1), rows.getLong(2)) : null;
      }
    } catch (SQLException broken) {
      throw failed(broken);
    }
  }

  private String from(String part) {
    var query = queries.get(part);
    return query == null ? dialect.table(part) : "(" + query + ")";
  }

  private String ownKey(String part) {
    var own = queries.containsKey(part) ? List.<String>of() : asked(dialect.keys(), dialect.named(part));
    if (own.size() != 1) {
      throw CommandFailed
          .badData("'" + part + "' has no key of one column: name a unique one as \"key\" in the mapping");
    }
    return own.getFirst();
  }

  private List<String> asked(String sql, String... bound) {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < bound.length; i++) {
        statement.setString(i + 1, bound[i]);
      }
      var answers = new ArrayList<String>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          answers.add(Objects.requireNonNull(rows.getString(1)));
        }
      }
      return answers;
    } catch (SQLException broken) {
      throw failed(broken);
    }
  }

  private CommandFailed failed(SQLException broken) {
    var message = name + " cannot be read: " + broken.getMessage();
    var state = broken.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57")) ? CommandFailed.unavailable(message)
        : CommandFailed.badData(message);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      throw failed(gone);
    }
  }
}

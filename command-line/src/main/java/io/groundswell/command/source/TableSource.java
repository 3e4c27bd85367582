package io.groundswell.command.source;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.sandbox.DatabaseLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
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

  private final String name;
  private final Dialect dialect;
  private final Connection connection;
  private final Map<String, String> queries;
  private final Map<String, String> keys = new HashMap<>();

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
  public List<SourceRow> next(String part, @Nullable String key, @Nullable String after, @Nullable String until,
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
        + Dialect.quoted(column) + " LIMIT " + most;
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < bound.size(); i++) {
        statement.setString(i + 1, bound.get(i));
      }
      var rows = new ArrayList<SourceRow>();
      try (var found = statement.executeQuery()) {
        var reader = dialect.reader(found.getMetaData());
        while (found.next()) {
          var position = found.getString(1);
          if (position == null) {
            throw CommandFailed.badData("rows of '" + part + "' have no '" + column
                + "': the mapping's \"key\" is a column that every row has, each another");
          }
          rows.add(new SourceRow(position, position, reader.read(found), null));
        }
      }
      return rows;
    } catch (SQLException broken) {
      throw failed(broken);
    }
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

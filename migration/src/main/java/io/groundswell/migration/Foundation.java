package io.groundswell.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/// What stands before the first migration of any service: the roles, the schema, and the registry of migrations. Run
/// under the [SchemaLock]; where everything stands already it changes nothing.
public final class Foundation {

  /// Roles that own nothing. Cluster-wide names, so several databases of one server share them.
  private static final List<String> ROLES =
      List.of("groundswell_reader", "groundswell_steward", "groundswell_ingest", "groundswell_metrics",
          "groundswell_trend");

  private static final int REGISTRY = 2;

  // The number is in the comment, so that a service of before does not put its older functions over newer ones.
  private static final String REGISTRY_STANDS = """
      SELECT 1 FROM pg_class
      WHERE oid = to_regclass('analytics.migration_registry')
        AND split_part(obj_description(oid, 'pg_class'), ' ', 2)::int >= ?""";

  private static final String DUPLICATE_ROLE = "42710";
  private static final String UNIQUE_VIOLATION = "23505";

  private Foundation() {
  }

  /// Makes what is missing, as the login of the connection, which becomes the owner.
  public static void lay(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var role : ROLES) {
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
          create(statement, role);
        }
        if (!maySet(statement, role)) {
          statement.execute("GRANT " + role + " TO CURRENT_USER");
        }
        // A service steps down from its own role to the reader for the length of a query.
        if (!exists(connection, "SELECT 1 WHERE pg_has_role(?, 'groundswell_reader', 'MEMBER')", role)) {
          statement.execute("GRANT groundswell_reader TO " + role);
        }
      }
      if (!exists(connection, "SELECT 1 FROM pg_namespace WHERE nspname = ?", "analytics")) {
        statement.execute("CREATE SCHEMA analytics");
      }
      statement.execute("GRANT USAGE ON SCHEMA analytics TO " + String.join(", ", ROLES));
      layRegistry(connection, statement);
    }
  }

  private static void layRegistry(Connection connection, Statement statement) throws SQLException {
    try (var query = connection.prepareStatement(REGISTRY_STANDS)) {
      query.setInt(1, REGISTRY);
      try (var rows = query.executeQuery()) {
        if (rows.next()) {
          return;
        }
      }
    }
    connection.setAutoCommit(false);
    try {
      statement.execute(registrySql());
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static String registrySql() {
    try (var file = Objects.requireNonNull(Foundation.class.getResourceAsStream("registry.sql"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Roles are the server's: another database of it, under a lock of its own, may be faster.
  private static void create(Statement statement, String role) throws SQLException {
    try {
      statement.execute("CREATE ROLE " + role + " NOLOGIN");
    } catch (SQLException raced) {
      if (!DUPLICATE_ROLE.equals(raced.getSQLState()) && !UNIQUE_VIOLATION.equals(raced.getSQLState())) {
        throw raced;
      }
    }
  }

  /// Whether the login may run as the role already: then nothing has to be granted, and the login needs no right to.
  private static boolean maySet(Statement statement, String role) {
    try {
      statement.execute("SET ROLE " + role);
      statement.execute("RESET ROLE");
      return true;
    } catch (SQLException denied) {
      return false;
    }
  }

  private static boolean exists(Connection connection, String sql, String name) throws SQLException {
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }
}

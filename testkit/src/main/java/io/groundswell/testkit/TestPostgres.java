package io.groundswell.testkit;

import io.groundswell.sandbox.backend.Keeper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/// One real PostgreSQL for all tests of this JVM, in a child process that ends with it.
public final class TestPostgres {

  private static final String LOGIN = "groundswell";

  private TestPostgres() {
  }

  /// An empty database and the login that owns it.
  ///
  /// @param url without credentials: `postgresql://127.0.0.1:5432/test_1`
  public record Database(String url, String user, String password) {

    public String jdbcUrl() {
      return "jdbc:" + url;
    }

    public String host() {
      return "127.0.0.1";
    }

    public int port() {
      return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1, url.lastIndexOf('/')));
    }

    public String name() {
      return url.substring(url.lastIndexOf('/') + 1);
    }

    public Connection connect() throws SQLException {
      return DriverManager.getConnection(jdbcUrl(), user, password);
    }

    /// The same as the server's superuser, whom row-level security does not bind.
    public Connection connectAsSuperuser() throws SQLException {
      return DriverManager.getConnection(jdbcUrl(), "postgres", password);
    }
  }

  /// A new empty database. Roles are common to all databases of a server: they may be there already from another test.
  public static Database freshDatabase() {
    var fresh = database("test_" + UUID.randomUUID().toString().replace("-", ""));
    try (var connection = database("postgres").connectAsSuperuser(); var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + fresh.name() + " OWNER " + LOGIN);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create database " + fresh.name(), e);
    }
    return fresh;
  }

  private static Database database(String name) {
    var facts = OnePerJvm.facts("postgres", directory -> Keeper.database(directory, 0,
        directory.resolve("keeper.log"), List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", Keeper.EPHEMERAL)),
        Containers::postgres);
    return new Database("postgresql://127.0.0.1:" + facts.get(0) + "/" + name, LOGIN, facts.get(1));
  }
}

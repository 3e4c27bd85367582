package io.groundswell.sandbox.backend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// One PostgreSQL server on the loopback interface, with its data in a directory of its own, durable like a real one
/// (`fsync` and `synchronous_commit` on), asking for passwords like a real one. It holds the empty database
/// `groundswell`, owned by the login `groundswell`, which may create roles and is no superuser.
public final class EmbeddedDatabase implements AutoCloseable {

  /// Of the database, and of the login that owns it.
  public static final String NAME = "groundswell";

  private final DatabaseDirectory directory;
  private final ProcessHandle server;
  private final int port;

  private EmbeddedDatabase(DatabaseDirectory directory, ProcessHandle server, int port) {
    this.directory = directory;
    this.server = server;
    this.port = port;
  }

  /// Starts the server and returns when it answers: about 4 s the very first time on a machine (60 MB of binaries are
  /// unpacked), 1 to 3 s in a fresh directory, 0.5 s in a used one. A server that was left behind in the directory by a
  /// killed process is stopped first.
  ///
  /// @param port the port to listen on, 0 for any free one
  /// @throws IllegalStateException where the server does not start, with its last words
  public static EmbeddedDatabase start(Path path, int port) {
    var directory = new DatabaseDirectory(path);
    directory.stopLeftover();
    int listener = FreePort.orElse(port);
    var database = new EmbeddedDatabase(directory, PostgresServer.in(directory).start(listener), listener);
    try {
      database.provision();
      return database;
    } catch (SQLException e) {
      database.close();
      throw new IllegalStateException("PostgreSQL on port " + listener + " cannot be set up, see " + directory.log(),
          e);
    }
  }

  /// Stops the server that a killed process may have left behind in a directory.
  public static void stopLeftover(Path directory) {
    if (Files.isDirectory(directory)) {
      new DatabaseDirectory(directory).stopLeftover();
    }
  }

  /// The password of a directory's login, which is made where the directory is new: known before the server starts.
  public static String passwordOf(Path directory) {
    return new DatabaseDirectory(directory).password();
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  /// Where the database is, without credentials: `postgresql://127.0.0.1:5432/groundswell`.
  public String url() {
    return url(NAME);
  }

  /// The same for another database of this server.
  public String url(String database) {
    return "postgresql://" + host() + ":" + port + "/" + database;
  }

  public String jdbcUrl() {
    return "jdbc:" + url();
  }

  public String user() {
    return NAME;
  }

  public String password() {
    return directory.password();
  }

  /// The process id of the server itself, for those who want to kill it.
  public long postmasterPid() {
    return server.pid();
  }

  /// A connection that may do everything, to any database of the server.
  public Connection connectAsSuperuser(String database) throws SQLException {
    return DriverManager.getConnection("jdbc:" + url(database), "postgres", password());
  }

  /// Waits for the server to finish (fast shutdown: connections are cut, transactions rolled back).
  @Override
  public void close() {
    directory.stopLeftover();
  }

  /// Makes the login and its database in a fresh directory. Repeatable, for the process may have been killed between
  /// any two of these statements.
  private void provision() throws SQLException {
    try (var connection = connectAsSuperuser("postgres"); var statement = connection.createStatement()) {
      try (var role = statement.executeQuery("SELECT FROM pg_roles WHERE rolname = '" + NAME + "'")) {
        if (!role.next()) {
          statement.execute("CREATE ROLE " + NAME + " LOGIN CREATEROLE PASSWORD '" + password() + "'");
        }
      }
      try (var database = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + NAME + "'")) {
        if (!database.next()) {
          statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
        }
      }
    }
  }
}

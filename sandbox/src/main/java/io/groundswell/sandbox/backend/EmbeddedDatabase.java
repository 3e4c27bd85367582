package io.groundswell.sandbox.backend;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/// One PostgreSQL server on the loopback interface, with its data in a directory of its own, durable like a real one
/// (`fsync` and `synchronous_commit` on), asking for passwords like a real one. It holds the empty database
/// `groundswell`, owned by the login `groundswell`, which may create roles and is no superuser.
public final class EmbeddedDatabase implements AutoCloseable {

  /// Of the database, and of the login that owns it.
  public static final String NAME = "groundswell";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EmbeddedPostgres server;
  private final DatabaseDirectory directory;
  private final String password;

  private EmbeddedDatabase(EmbeddedPostgres server, DatabaseDirectory directory, String password) {
    this.server = server;
    this.directory = directory;
    this.password = password;
  }

  /// Starts the server and returns when it answers: about 4 s the very first time on a machine (60 MB of binaries are
  /// unpacked), 1 to 3 s in a fresh directory, 0.6 s in a used one. A server that was left behind in the directory by a
  /// killed process is stopped first.
  ///
  /// @param port the port to listen on, 0 for any free one
  /// @throws IllegalStateException where the server does not start
  public static EmbeddedDatabase start(Path path, int port) {
    var directory = new DatabaseDirectory(path);
    directory.stopLeftover();
    int listener = FreePort.orElse(port);
    var password = directory.password();
    try {
      var server = builder(directory, listener, password).start();
      var database = new EmbeddedDatabase(server, directory, password);
      database.provision();
      return database;
    } catch (IOException | SQLException | RuntimeException e) {
      throw new IllegalStateException("PostgreSQL does not start on port " + listener + " in " + path + ", see "
        + directory.log(), e);
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
    return server.getPort();
  }

  /// Where the database is, without credentials: `postgresql://127.0.0.1:5432/groundswell`.
  public String url() {
    return url(NAME);
  }

  /// The same for another database of this server.
  public String url(String database) {
    return "postgresql://" + host() + ":" + port() + "/" + database;
  }

  public String jdbcUrl() {
    return "jdbc:" + url();
  }

  public String user() {
    return NAME;
  }

  public String password() {
    return password;
  }

  /// The process id of the server itself, for those who want to kill it.
  public long postmasterPid() {
    return directory.findPostmaster().orElseThrow(() -> new IllegalStateException("PostgreSQL has stopped")).pid();
  }

  /// A connection that may do everything, to any database of the server.
  public Connection connectAsSuperuser(String database) throws SQLException {
    return DriverManager.getConnection("jdbc:" + url(database), "postgres", password);
  }

  /// An empty database of the same owner.
  public void createDatabase(String database) throws SQLException {
    try (var connection = connectAsSuperuser("postgres"); var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database + " OWNER " + NAME);
    }
  }

  /// Waits for the server to finish (fast shutdown: connections are cut, transactions rolled back).
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      // The library above gives up after 5 s, which the last checkpoint of a busy server may well exceed.
      directory.stopLeftover();
    }
  }

  private static EmbeddedPostgres.Builder builder(DatabaseDirectory directory, int port, String password) {
    return EmbeddedPostgres.builder()
      .setPort(port)
      .setOverrideWorkingDirectory(DatabaseDirectory.binaries().toFile())
      .setDataDirectory(directory.data())
      .setCleanDataDirectory(false)
      // Its own hook would stop the database beside, not after, those who still use it.
      .setRegisterShutdownHook(false)
      .setPGStartupWait(PATIENCE)
      .setConnectConfig("password", password)
      .setOutputRedirector(Redirect.appendTo(directory.log().toFile()))
      .setErrorRedirector(Redirect.appendTo(directory.log().toFile()))
      // The same collation on every machine, and the fastest.
      .setLocaleConfig("locale-provider", "builtin")
      .setLocaleConfig("builtin-locale", "C.UTF-8")
      .setLocaleConfig("locale", "C")
      .setServerConfig("listen_addresses", "127.0.0.1")
      .setServerConfig("unix_socket_directories", "")
      .setServerConfig("fsync", "on")
      .setServerConfig("synchronous_commit", "on")
      .setServerConfig("full_page_writes", "on")
      .setServerConfig("max_connections", "200")
      .setServerConfig("shared_buffers", "256MB")
      .setServerConfig("work_mem", "16MB")
      .setServerConfig("maintenance_work_mem", "128MB")
      .setServerConfig("max_wal_size", "2GB")
      .setServerConfig("checkpoint_timeout", "15min")
      .setServerConfig("random_page_cost", "1.1")
      .setServerConfig("jit", "off")
      .setServerConfig("timezone", "UTC")
      .setServerConfig("log_timezone", "UTC");
  }

  /// Makes the login and its database in a fresh directory, and only then asks everybody for a password. Repeatable, for
  /// the process may have been killed between any two of these statements.
  private void provision() throws SQLException {
    try (var connection = connectAsSuperuser("postgres"); var statement = connection.createStatement()) {
      try (var settings = statement.executeQuery(
        "SELECT string_agg(name, ', ') FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting <> 'on'")) {
        settings.next();
        if (settings.getString(1) != null) {
          throw new IllegalStateException("not durable: " + settings.getString(1) + " is off");
        }
      }
      if (directory.isProvisioned()) {
        return;
      }
      try (var role = statement.executeQuery("SELECT FROM pg_roles WHERE rolname = '" + NAME + "'")) {
        if (!role.next()) {
          statement.execute("CREATE ROLE " + NAME + " LOGIN CREATEROLE");
        }
      }
      statement.execute("ALTER ROLE " + NAME + " PASSWORD '" + password + "'");
      statement.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
      try (var database = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + NAME + "'")) {
        if (!database.next()) {
          statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
        }
      }
      directory.askForPasswords();
      statement.execute("SELECT pg_reload_conf()");
    }
  }
}

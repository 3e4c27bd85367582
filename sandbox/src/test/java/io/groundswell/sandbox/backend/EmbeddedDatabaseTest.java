package io.groundswell.sandbox.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

  @TempDir
  Path directory;

  @Test
  void keepsItsRowsAndItsPasswordThroughARestart() throws SQLException {
    String password;
    int port;
    try (var database = EmbeddedDatabase.start(directory, 0)) {
      password = database.password();
      port = database.port();
      run(database, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    try (var database = EmbeddedDatabase.start(directory, port)) {
      assertThat(database.port()).isEqualTo(port);
      assertThat(database.password()).isEqualTo(password);
      assertThat(ask(database, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void isDurableAndGivesItsLoginNoMoreThanItNeeds() throws SQLException {
    try (var database = EmbeddedDatabase.start(directory, 0)) {
      assertThat(ask(database, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(database, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(ask(database, "SELECT concat(rolsuper, rolcreaterole) FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("ft");
      assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "guessed").close())
          .hasMessageContaining("password authentication failed");
      assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), "postgres", "").close())
          .isInstanceOf(SQLException.class);
      assertThat(directory.resolve("password")).satisfies(
          file -> assertThat(Files.getPosixFilePermissions(file)).hasSize(2));
    }
  }

  @Test
  void takesOverADirectoryWhoseServerWasKilled() throws Exception {
    var killed = EmbeddedDatabase.start(directory, 0);
    run(killed, "CREATE TABLE kept AS SELECT 42 AS answer");
    var postmaster = ProcessHandle.of(killed.postmasterPid()).orElseThrow();
    postmaster.destroyForcibly();
    try (var database = EmbeddedDatabase.start(directory, killed.port())) {
      assertThat(ask(database, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void waitsForTheProcessesThatAKilledServerLeavesBehind() throws Exception {
    var killed = EmbeddedDatabase.start(directory, 0);
    try (var connection = connect(killed); var statement = connection.createStatement()) {
      // One that looks up from its work only when it is done with it.
      var busy = Thread.startVirtualThread(() -> {
        try {
          statement.execute("SELECT count(*) FROM generate_series(1, 20000000)");
        } catch (SQLException expected) {
          // Its server is gone.
        }
      });
      await().atMost(Duration.ofSeconds(60))
          .until(() -> ask(killed, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'").equals("2"));
      ProcessHandle.of(killed.postmasterPid()).orElseThrow().destroyForcibly();
      try (var database = EmbeddedDatabase.start(directory, killed.port())) {
        assertThat(ask(database, "SELECT 1")).isEqualTo("1");
      }
      busy.join();
    }
  }

  @Test
  void saysWhyItDoesNotStart() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(directory, other.getLocalPort()))
          .hasMessageContaining("Address already in use");
    }
  }

  private static String ask(EmbeddedDatabase database, String query) throws SQLException {
    try (var connection = connect(database); var rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void run(EmbeddedDatabase database, String statement) throws SQLException {
    try (var connection = connect(database)) {
      connection.createStatement().execute(statement);
    }
  }

  private static Connection connect(EmbeddedDatabase database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
  }
}

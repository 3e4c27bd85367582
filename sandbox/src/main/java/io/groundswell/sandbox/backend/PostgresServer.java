package io.groundswell.sandbox.backend;

import io.groundswell.sandbox.child.ChildEndedException;
import io.groundswell.sandbox.child.Processes;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The programs `initdb` and `postgres` at work on one directory.
record PostgresServer(DatabaseDirectory directory, Path binaries) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  /// The same order of text on every machine, and the fastest.
  private static final List<String> LOCALE =
      List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
  private static final List<String> LOCALE_OF_THE_SYSTEM = List.of("--locale=C.UTF-8");
  private static final int FIRST_WITH_BUILTIN_LOCALE = 17;
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
  private static final String WRONG_PASSWORD = "28P01";

  /// The processes of a killed server end when they notice, and until then no other can take its place.
  private static final String OTHERS_STILL_THERE = "is still in use";

  /// For a laptop: durable, of modest memory, the same on every machine.
  private static final List<String> SETTINGS = List.of(
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "fsync=on",
      "synchronous_commit=on",
      "full_page_writes=on",
      "max_connections=200",
      "shared_buffers=256MB",
      "work_mem=16MB",
      "maintenance_work_mem=128MB",
      "max_wal_size=2GB",
      "checkpoint_timeout=15min",
      // Plans made for empty tables are bad ones for full tables, and last until the tables are looked at.
      "autovacuum_naptime=10s",
      "random_page_cost=1.1",
      "jit=off",
      "timezone=UTC",
      "log_timezone=UTC");

  static PostgresServer in(DatabaseDirectory directory) {
    return new PostgresServer(directory, PostgresBinaries.unpacked());
  }

  /// Makes the data directory where there is none, starts the server and returns when it answers.
  ///
  /// @return the server's process
  /// @throws ChildEndedException where it ends instead
  ProcessHandle start(int port) {
    if (Files.notExists(directory.data())) {
      initialize();
    }
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        long alreadySaid = Files.exists(directory.log()) ? Files.size(directory.log()) : 0;
        var process = launch(port);
        if (awaitReady(process, port, deadline)) {
          return process.toHandle();
        }
        if (System.nanoTime() > deadline || !saidSince(alreadySaid).contains(OTHERS_STILL_THERE)) {
          throw new ChildEndedException("PostgreSQL", directory.log());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PostgreSQL was starting", e);
    }
  }

  /// Under another name until it is complete, for the process may be killed at any time.
  private void initialize() {
    var draft = directory.draft();
    directory.password();
    try {
      DatabaseDirectory.delete(draft);
      var arguments = new ArrayList<>(List.of("-D", draft.toString(), "-U", "postgres", "-E", "UTF8",
          "--no-instructions", "--auth=scram-sha-256", "--pwfile=" + directory.passwordFile()));
      arguments.addAll(majorVersion() < FIRST_WITH_BUILTIN_LOCALE ? LOCALE_OF_THE_SYSTEM : LOCALE);
      if (process("initdb", arguments.toArray(String[]::new)).waitFor() != 0) {
        throw new ChildEndedException("PostgreSQL's initdb", directory.log());
      }
      Files.move(draft, directory.data(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PostgreSQL was initialized", e);
    }
  }

  private int majorVersion() throws IOException {
    var asked = new ProcessBuilder(binaries.resolve("bin/postgres").toString(), "--version").start();
    var answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var version = VERSION.matcher(answer);
    if (!version.find()) {
      throw new IllegalStateException("PostgreSQL does not say its version but: " + answer);
    }
    return Integer.parseInt(version.group(1));
  }

  private Process launch(int port) throws IOException {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("-D", directory.data().toString(), "-p", Integer.toString(port)));
    for (var setting : SETTINGS) {
      arguments.add("-c");
      arguments.add(setting);
    }
    return process("postgres", arguments.toArray(String[]::new));
  }

  private boolean awaitReady(Process process, int port, long deadline) throws InterruptedException {
    while (!answers(port)) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
      if (System.nanoTime() > deadline) {
        directory.stopLeftover();
        return false;
      }
    }
    return Processes.isRunning(process.toHandle());
  }

  private boolean answers(int port) {
    // The second is for a port that takes the connection and says nothing.
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=5&loginTimeout=5";
    try (var connection = DriverManager.getConnection(url, "postgres", directory.password())) {
      return connection.isValid(1);
    } catch (SQLException e) {
      if (WRONG_PASSWORD.equals(e.getSQLState())) {
        throw new IllegalStateException("the password in " + directory.passwordFile() + " is not the server's", e);
      }
      return false;
    }
  }

  private String saidSince(long position) throws IOException {
    try (var log = Files.newInputStream(directory.log())) {
      log.skipNBytes(position);
      return new String(log.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// PostgreSQL refuses to run as root. In a user namespace of its own, root is nobody, but still owns its files. In a
  /// session of its own, it does not hear the Ctrl-C of a terminal, which means to stop at once to it.
  private Process process(String program, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    if ("root".equals(System.getProperty("user.name"))) {
      if (!LinuxUtils.isUnshareAvailable()) {
        throw new IllegalStateException("PostgreSQL does not run as root, and this system lets nobody make a user "
            + "namespace: start as another user, or name an existing server by --postgres");
      }
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(directory.log().toFile()))
        .start();
  }
}

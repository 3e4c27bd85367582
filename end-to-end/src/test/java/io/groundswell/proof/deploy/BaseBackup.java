package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.check.Database;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The files of a running server, by the `pg_basebackup` of its version where this machine has one. It is not among the
/// embedded programs, and an older one cannot talk to a newer server; without it the files are copied as it does it:
/// all between the beginning and the end of a backup, then the log that was written meanwhile.
final class BaseBackup {

  private static final String LOG = "pg_wal";

  private BaseBackup() {
  }

  /// @param from the data directory of the server
  /// @param to a new directory, with which a server can be started
  /// @return by which way it was taken
  static String take(Database main, Path from, Path to) throws IOException, SQLException, InterruptedException {
    int version = majorVersion(main);
    var program = Stream.of("pg_basebackup", "/usr/lib/postgresql/" + version + "/bin/pg_basebackup")
        .filter(candidate -> isOfVersion(candidate, version)).findFirst();
    if (program.isEmpty()) {
      copy(main, from, to);
      return "no pg_basebackup of PostgreSQL " + version + " is on this machine: the files were copied instead of it";
    }
    var server = URI.create(main.url().substring("jdbc:".length()));
    // As docs/operations.md has it.
    var done = new Program(List.of(program.orElseThrow())).run(to.getParent(), Map.of("PGPASSWORD", main.password()),
        "-h", server.getHost(), "-p", Integer.toString(server.getPort()), "-U", "postgres", "-D", to.toString(),
        "-X", "stream");
    assertThat(done.exit()).as(done.output()).isZero();
    return "taken by the pg_basebackup of PostgreSQL " + version;
  }

  private static int majorVersion(Database main) throws SQLException {
    try (var session = main.connect()) {
      return session.getMetaData().getDatabaseMajorVersion();
    }
  }

  private static boolean isOfVersion(String candidate, int version) {
    try {
      return new Program(List.of(candidate)).run(Path.of("."), "--version").output()
          .matches("(?s)pg_basebackup \\(PostgreSQL\\) " + version + "[^0-9].*");
    } catch (IOException thereIsNone) {
      return false;
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /// By copying alone.
  static void copy(Database main, Path from, Path to) throws IOException, SQLException {
    Files.createDirectories(to);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
    try (var session = DriverManager.getConnection(main.url(), "postgres", main.password());
        var statement = session.createStatement()) {
      statement.execute("SELECT pg_backup_start('drill', fast => true)");
      copy(from, to, LOG);
      try (var label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
        label.next();
        Files.writeString(to.resolve("backup_label"), label.getString(1));
      }
      copy(from.resolve(LOG), to.resolve(LOG), "archive_status");
    }
  }

  /// Files come and go meanwhile; what is missing is in the log.
  private static void copy(Path from, Path to, String without) throws IOException {
    Files.walkFileTree(from, new SimpleFileVisitor<>() {

      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        Files.createDirectories(to.resolve(from.relativize(directory)));
        return directory.endsWith(without) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!file.getFileName().toString().startsWith("postmaster.")) {
          try {
            Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
          } catch (NoSuchFileException gone) {
            return FileVisitResult.CONTINUE;
          }
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException gone) {
        return FileVisitResult.CONTINUE;
      }
    });
  }
}

package io.groundswell.proof.deploy;

import io.groundswell.proof.check.Database;
import java.io.IOException;
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

/// The files of a running server, as `pg_basebackup` takes them, which is not among the embedded programs: all files
/// between the beginning and the end of a backup, then the log that was written meanwhile.
final class BaseBackup {

  private static final String LOG = "pg_wal";

  private BaseBackup() {
  }

  /// @param from the data directory of the server
  /// @param to a new directory, with which a server can be started
  static void take(Database main, Path from, Path to) throws IOException, SQLException {
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

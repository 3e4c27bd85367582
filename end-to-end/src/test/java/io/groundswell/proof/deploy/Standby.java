package io.groundswell.proof.deploy;

import io.groundswell.proof.check.Database;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;

/// A server that follows another, made as `pg_basebackup -R` does it, which is not among the embedded programs: the
/// files of the running server between the beginning and the end of a backup, and word of whom to follow.
final class Standby {

  private Standby() {
  }

  /// @param from the directory of the embedded server
  /// @param to where the copy lies
  static EmbeddedDatabase of(Database main, Path from, Path to) throws IOException, SQLException {
    var data = Files.createDirectories(to.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    Files.copy(from.resolve("password"), to.resolve("password"));
    try (var session = DriverManager.getConnection(main.url(), "postgres", main.password());
        var statement = session.createStatement()) {
      statement.execute("SELECT pg_backup_start('standby', fast => true)");
      copy(from.resolve("data"), data);
      try (var label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
        label.next();
        Files.writeString(data.resolve("backup_label"), label.getString(1));
      }
    }
    Files.createFile(data.resolve("standby.signal"));
    var address = URI.create(main.url().substring("jdbc:".length()));
    Files.writeString(data.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=%s port=%d user=postgres password=%s'%n".formatted(address.getHost(),
            address.getPort(), main.password()),
        StandardOpenOption.APPEND);
    return EmbeddedDatabase.start(to, 0);
  }

  /// Files come and go meanwhile; what is missing is in the log that the standby is sent.
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(from, new SimpleFileVisitor<>() {

      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        Files.createDirectories(to.resolve(from.relativize(directory)));
        return directory.endsWith("pg_wal") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!file.getFileName().toString().startsWith("postmaster.")) {
          try {
            Files.copy(file, to.resolve(from.relativize(file)));
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

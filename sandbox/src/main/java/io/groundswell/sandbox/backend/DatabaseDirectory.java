package io.groundswell.sandbox.backend;

import io.groundswell.sandbox.child.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;

/// What lies on disk of an [EmbeddedDatabase]: `data` is PostgreSQL's own, `password` the password of both its logins,
/// `postgresql.log` what the server has to say.
record DatabaseDirectory(Path path) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int RANDOM_BYTES = 16;

  DatabaseDirectory {
    path = path.toAbsolutePath();
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path data() {
    return path.resolve("data");
  }

  /// A data directory in the making.
  Path draft() {
    return path.resolve("data.new");
  }

  Path log() {
    return path.resolve("postgresql.log");
  }

  Path passwordFile() {
    return path.resolve("password");
  }

  /// Made once a directory; nobody has to type it.
  String password() {
    try {
      if (Files.notExists(passwordFile())) {
        var random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        var draft = Files.createTempFile(path, "password", ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, HexFormat.of().formatHex(random));
        Files.move(draft, passwordFile());
      }
      return Files.readString(passwordFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The running server of this directory. Its process id alone proves nothing, since after a crash another program may
  /// have got it.
  Optional<ProcessHandle> findPostmaster() {
    try {
      return Files.readAllLines(data().resolve("postmaster.pid")).stream().findFirst()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
          .filter(process -> process.info().command().map(command -> command.endsWith("postgres")).orElse(false));
    } catch (NoSuchFileException stopped) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops the server of this directory, if one runs, whoever started it.
  void stopLeftover() {
    findPostmaster().ifPresent(postmaster -> {
      try {
        signal("INT", postmaster);
        if (!Processes.awaitEnd(postmaster, PATIENCE)) {
          signal("QUIT", postmaster);
          if (!Processes.awaitEnd(postmaster, PATIENCE)) {
            throw new IllegalStateException("PostgreSQL does not stop, process " + postmaster.pid());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /// Only TERM and KILL can be sent from Java. To PostgreSQL, TERM means to wait for all its clients to go.
  private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
  }
}

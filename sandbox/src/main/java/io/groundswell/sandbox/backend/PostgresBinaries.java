package io.groundswell.sandbox.backend;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The programs of PostgreSQL, unpacked from the class path once a user (60 MB, 2 s): a directory that somebody else
/// made could not be trusted.
final class PostgresBinaries {

  private static final int DIGEST_CHARACTERS = 16;
  private static final int EXECUTABLE = 0100;

  private PostgresBinaries() {
  }

  /// The directory that has `bin` and the rest.
  static Path unpacked() {
    try {
      var archive = archive();
      var place = cache().resolve("postgresql-" + digest(archive));
      if (Files.notExists(place)) {
        var draft = Files.createTempDirectory(Files.createDirectories(place.getParent()), "unpacking-");
        unpack(archive, draft);
        publish(draft, place);
      }
      return place;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack PostgreSQL", e);
    }
  }

  private static byte[] archive() throws IOException {
    var system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
    var machine = System.getProperty("os.arch");
    try (var in =
        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine.equals("amd64") ? "x86_64" : machine)) {
      if (in == null) {
        throw new IllegalStateException("no PostgreSQL for " + system + " on " + machine
            + " is at hand: name an existing server by --postgres");
      }
      return in.readAllBytes();
    }
  }

  private static Path cache() {
    var configured = System.getenv("XDG_CACHE_HOME");
    var home = Path.of(System.getProperty("user.home"));
    var cache = configured != null && Path.of(configured).isAbsolute() ? Path.of(configured) : home.resolve(".cache");
    if (Files.isWritable(Files.exists(cache) ? cache : home)) {
      return cache.resolve("groundswell");
    }
    return Path.of(System.getProperty("java.io.tmpdir"), "groundswell-" + System.getProperty("user.name"));
  }

  private static void unpack(byte[] archive, Path directory) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var file = directory.resolve(entry.getName()).normalize();
        if (!file.startsWith(directory)) {
          throw new IOException(entry.getName() + " leads out of the archive");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, file);
          var mode = (entry.getMode() & EXECUTABLE) != 0 ? "rwxr-xr-x" : "rw-r--r--";
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }
      }
    }
  }

  /// Whole or not at all. Whoever comes second throws his own away.
  private static void publish(Path draft, Path place) throws IOException {
    try {
      Files.move(draft, place);
    } catch (FileAlreadyExistsException second) {
      try (var files = Files.walk(draft)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String digest(byte[] archive) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(digest).substring(0, DIGEST_CHARACTERS);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

package io.groundswell.sandbox;

import io.groundswell.contract.ApiKey;
import io.groundswell.sandbox.SandboxOptions.Keeping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The directory of one instance, claimed by one sandbox: nobody else's business (mode 0700). Where somebody made it
/// before with another mode, that mode stays, and what we make in it is ours alone all the same.
final class DataDirectory implements AutoCloseable {

  private static final Set<PosixFilePermission> DIRECTORY_MODE = PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE_MODE = PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> OURS_ALONE = PosixFilePermissions.asFileAttribute(DIRECTORY_MODE);
  private static final FileAttribute<?> SECRET = PosixFilePermissions.asFileAttribute(FILE_MODE);

  private static final String KAFKA = "kafka";
  private static final String POSTGRES = "postgres";
  private static final String ARCHIVE = "archive";
  private static final String LOCK = "lock";
  private static final String PORTS = "ports";
  private static final String LIFELINE = "lifeline.jar";

  private final Path path;
  private final Keeping keeping;
  private final FileChannel lock;

  private DataDirectory(Path path, Keeping keeping, FileChannel lock) {
    this.path = path;
    this.keeping = keeping;
    this.lock = lock;
  }

  /// Takes the directory, which is made where it is not there yet.
  ///
  /// @throws AlreadyRunningException where another sandbox has it
  /// @throws IllegalArgumentException where a directory that somebody else filled would be removed in the end
  static DataDirectory claim(@Nullable Path wanted, Keeping keeping) {
    try {
      var path = wanted == null
          ? Files.createTempDirectory("groundswell-", OURS_ALONE)
          : wanted.toAbsolutePath().normalize();
      if (wanted != null && keeping == Keeping.NOTHING && !isEmpty(path)) {
        throw new IllegalArgumentException(path + " is not empty, and nothing of it would be kept");
      }
      Files.createDirectories(path, OURS_ALONE);
      for (var directory : List.of("logs", KAFKA, POSTGRES, ARCHIVE)) {
        Files.setPosixFilePermissions(Files.createDirectories(path.resolve(directory), OURS_ALONE), DIRECTORY_MODE);
      }
      // Whoever writes one of them later finds it there, and its mode stays.
      for (var file : List.of(LOCK, PORTS, LIFELINE)) {
        makeOursAlone(path.resolve(file));
      }
      var channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new AlreadyRunningException(path);
      }
      var directory = new DataDirectory(path, keeping, channel);
      directory.makeSecrets();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the data directory: " + e, e);
    }
  }

  Path path() {
    return path;
  }

  Keeping keeping() {
    return keeping;
  }

  Path kafka() {
    return path.resolve(KAFKA);
  }

  Path postgres() {
    return path.resolve(POSTGRES);
  }

  Path archive() {
    return path.resolve(ARCHIVE);
  }

  Path ports() {
    return path.resolve(PORTS);
  }

  Path lifeline() {
    return path.resolve(LIFELINE);
  }

  Path keyFile() {
    return path.resolve("key");
  }

  Path log(String name) {
    return path.resolve("logs").resolve(name + ".log");
  }

  /// The instance's API key, made once a directory.
  String key() {
    try {
      return Files.readString(keyFile()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The file of the secret that the services share, made once a directory: without it no key of the database opens.
  Path pepperFile() {
    return path.resolve("pepper");
  }

  /// Replaces the file as a whole: a reader sees the old one or the new one.
  void write(Instance instance) {
    try {
      writeSecret(path.resolve(Instance.FILE), instance.json() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gives the directory free, and removes what is not to be kept.
  @Override
  public void close() {
    try {
      Files.deleteIfExists(path.resolve(Instance.FILE));
      if (keeping == Keeping.NOTHING) {
        try (var files = Files.walk(path)) {
          for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(file);
          }
        }
      }
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Both before anybody can ask: the services start side by side, and each would make its own.
  private void makeSecrets() throws IOException {
    var random = new SecureRandom();
    if (Files.notExists(keyFile())) {
      writeSecret(keyFile(), ApiKey.generate(random).text() + "\n");
    }
    if (Files.notExists(pepperFile())) {
      var secret = new byte[32];
      random.nextBytes(secret);
      writeSecret(pepperFile(), HexFormat.of().formatHex(secret) + "\n");
    }
  }

  private static void makeOursAlone(Path file) throws IOException {
    try {
      Files.createFile(file, SECRET);
    } catch (FileAlreadyExistsException made) {
      Files.setPosixFilePermissions(file, FILE_MODE);
    }
  }

  private static void writeSecret(Path file, String text) throws IOException {
    var draft = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".tmp", SECRET);
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  private static boolean isEmpty(Path path) throws IOException {
    if (Files.notExists(path)) {
      return true;
    }
    try (var files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }
}

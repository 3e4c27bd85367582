package io.groundswell.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.sandbox.SandboxOptions.Keeping;
import io.groundswell.sandbox.SandboxOptions.PortChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir
  private Path temporary;

  @Test
  void keepsWhatItMakesToItselfInADirectoryThatEverybodyMayRead() throws IOException {
    var path = open(temporary.resolve("open"));
    // As an earlier version left it.
    open(path.resolve("kafka"));
    open(path.resolve("logs"));
    Files.setPosixFilePermissions(Files.writeString(path.resolve("ports"), ""), PosixFilePermissions.fromString(
        "rw-r--r--"));

    try (var directory = DataDirectory.claim(path, Keeping.DATA)) {
      Ports.choose(PortChoice.AUTO, directory.ports());

      try (var made = Files.list(path)) {
        assertThat(made).extracting(file -> file.getFileName().toString())
            .contains("kafka", "postgres", "logs", "lock", "ports", "key", "pepper");
      }
      try (var made = Files.list(path)) {
        assertThat(made).allSatisfy(file -> assertThat(mode(file))
            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
      }
      assertThat(mode(path)).isEqualTo("rwxr-xr-x");
    }
  }

  @Test
  void makesADirectoryThatIsOursAlone() throws IOException {
    try (var directory = DataDirectory.claim(temporary.resolve("new"), Keeping.DATA)) {
      assertThat(mode(directory.path())).isEqualTo("rwx------");
    }
  }

  @Test
  void hasItsSecretsBeforeTwoServicesCanAskForThem() throws IOException {
    String key;
    try (var directory = DataDirectory.claim(temporary.resolve("new"), Keeping.DATA)) {
      key = directory.key();
      assertThat(directory.keyFile()).hasContent(key + "\n");
      assertThat(directory.pepperFile()).isNotEmptyFile();
    }
    try (var again = DataDirectory.claim(temporary.resolve("new"), Keeping.DATA)) {
      assertThat(again.key()).isEqualTo(key);
    }
  }

  private static Path open(Path directory) throws IOException {
    return Files.setPosixFilePermissions(Files.createDirectory(directory),
        PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}

package io.groundswell.sandbox.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.sandbox.child.ChildEndedException;
import io.groundswell.sandbox.child.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {

  @TempDir
  Path directory;

  @Test
  void stopsTheServerWithItself() throws Exception {
    ProcessHandle postmaster;
    try (var keeper = database()) {
      postmaster = ProcessHandle.of(Long.parseLong(keeper.facts().get(2))).orElseThrow();
      assertThat(Processes.isRunning(postmaster)).isTrue();
    }
    assertThat(Processes.isRunning(postmaster)).isFalse();
  }

  @Test
  void takesOverTheServerOfAKeeperThatWasKilled() throws Exception {
    var killed = database();
    var postmaster = ProcessHandle.of(Long.parseLong(killed.facts().get(2))).orElseThrow();
    var url = "jdbc:postgresql://127.0.0.1:" + killed.facts().get(0) + "/groundswell";
    var password = killed.facts().get(1);
    try (var connection = DriverManager.getConnection(url, "groundswell", password)) {
      killed.process().destroyForcibly().waitFor();
      assertThat(Processes.isRunning(postmaster)).isTrue();
      try (var successor = Keeper.database(directory.resolve("d"), Integer.parseInt(killed.facts().get(0)), log(),
          List.of())) {
        assertThat(successor.facts().get(0)).isEqualTo(killed.facts().get(0));
        assertThat(Processes.isRunning(postmaster)).isFalse();
        assertThat(successor.facts().get(1)).isEqualTo(password);
        assertThat(connection.isValid(5)).isFalse();
        DriverManager.getConnection(url, "groundswell", password).close();
      }
    }
  }

  @Test
  void endsWhenItsServerIsKilled() throws Exception {
    var keeper = database();
    ProcessHandle.of(Long.parseLong(keeper.facts().get(2))).orElseThrow().destroyForcibly();
    assertThat(keeper.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void removesAnEphemeralDirectoryInTheEnd() {
    try (var keeper = Keeper.broker(directory.resolve("b"), 0, log(), List.of(Keeper.EPHEMERAL))) {
      assertThat(keeper.facts()).hasSize(1);
    }
    assertThat(directory.resolve("b")).doesNotExist();
  }

  @Test
  void saysWhereToLookWhenTheServerDoesNotStart() throws Exception {
    Files.writeString(directory.resolve("d"), "a file where a directory should be");
    try (var keeper = database()) {
      assertThatThrownBy(keeper::facts).isInstanceOf(ChildEndedException.class).hasMessageContaining(log().toString());
    }
  }

  private Keeper database() {
    return Keeper.database(directory.resolve("d"), 0, log(), List.of());
  }

  private Path log() {
    return directory.resolve("keeper.log");
  }
}

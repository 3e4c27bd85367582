package io.groundswell.command.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.command.CommandRun;
import io.groundswell.sandbox.Instance;
import io.groundswell.sandbox.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An instance in the background with stand-ins for services, and servers that nobody asks.
class BackgroundTest {

  private static final String HOME = "groundswell.home";

  @TempDir
  private Path directory;

  private Path data;

  @BeforeEach
  void buildTheStandIns() throws IOException {
    System.setProperty(HOME, StandInService.home(directory.resolve("home")).toString());
    data = directory.resolve("data");
  }

  @AfterEach
  void endEverything() throws IOException {
    if (Instance.read(data).isPresent()) {
      run("down");
    }
    System.clearProperty(HOME);
  }

  @Test
  void leavesNoKeyInTheLogOfAnInstanceThatKeepsNothing() throws IOException {
    var up = up("--ephemeral", "--detach");
    assertThat(up.exitCode()).as(up.err()).isZero();
    var key = Instance.read(data).orElseThrow().key();
    assertThat(up.out()).contains(key, "To end it: ./groundswell down --data-dir " + data);

    var log = directory.resolve("data.log");
    assertThat(Files.readString(log)).contains("Groundswell is up.").doesNotContain(key);
    assertThat(run("logs", "supervisor").out()).contains("Groundswell is up.");

    assertThat(run("down").exitCode()).isZero();

    assertThat(data).doesNotExist();
    assertThat(log).doesNotExist();
  }

  @Test
  void aSecondOneIsToldHowToFindTheFirst() {
    assertThat(up("--detach").exitCode()).isZero();

    var second = up();

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err()).contains("an instance is running in " + data + " already: 'groundswell status --data-dir "
        + data + "' shows it, 'groundswell down --data-dir " + data + "' ends it");
  }

  @Test
  void tellsOfEveryServiceThatItIsReadyBeforeItReturns() {
    var up = up("--detach");

    assertThat(up.exitCode()).as(up.err()).isZero();
    for (var service : Service.values()) {
      assertThat(up.err().lines().filter(line -> line.contains(service.longName() + " is ready after ")))
          .as(up.err()).hasSize(1);
    }
    assertThat(up.err()).as("greeted once, at length").doesNotContain("Groundswell is up.");
    assertThat(up.out()).containsOnlyOnce("Groundswell is up.");
  }

  private CommandRun up(String... options) {
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--kafka", "127.0.0.1:1", "--postgres", "postgresql://me:secret@127.0.0.1:1/nowhere"));
    return run("up", all.toArray(String[]::new));
  }

  private CommandRun run(String command, String... options) {
    var all = new ArrayList<>(List.of(command, "--data-dir", data.toString()));
    all.addAll(List.of(options));
    return CommandRun.of(all.toArray(String[]::new));
  }
}

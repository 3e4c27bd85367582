package io.groundswell.command.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailTest {

  @TempDir
  private Path directory;

  private Path log;

  @BeforeEach
  void nameLog() {
    log = directory.resolve("service.log");
  }

  @Test
  void waitsForAFileThatIsNotThereYet() throws IOException {
    try (var tail = new Tail(log, Tail.From.END)) {
      assertThat(tail.lines()).isEmpty();
      append("one\n");
      assertThat(tail.lines()).containsExactly("one");
    }
  }

  @Test
  void handsOutWholeLinesOnce() throws IOException {
    append("one\ntwo\nthr");
    try (var tail = new Tail(log, Tail.From.NEAR_END)) {
      assertThat(tail.lines()).containsExactly("one", "two");
      assertThat(tail.lines()).isEmpty();
      append("ee\n");
      assertThat(tail.lines()).containsExactly("three");
    }
  }

  @Test
  void leavesOutWhatWasThereBefore() throws IOException {
    append("before\n");
    try (var tail = new Tail(log, Tail.From.END)) {
      append("after\n");
      assertThat(tail.lines()).containsExactly("after");
    }
  }

  @Test
  void beginsAnewWithAFileThatWasBegunAnew() throws IOException {
    append("a long line of before\n");
    try (var tail = new Tail(log, Tail.From.NEAR_END)) {
      tail.lines();
      Files.writeString(log, "new\n");
      assertThat(tail.lines()).containsExactly("new");
    }
  }

  private void append(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}

package io.groundswell.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the script answers before it builds anything.
class ScriptTest {

  private static final Path SCRIPT = Path.of("..", "groundswell").toAbsolutePath().normalize();

  private record Answer(int exitCode, String output) {
  }

  @ParameterizedTest
  @ValueSource(strings = {"test frob", "test --module sandbox frob", "test -Dquick frob", "test -Dtest=X -Dquick frob"})
  void testRefusesAWordThatIsNoOption(String line) throws IOException, InterruptedException {
    var answer = groundswell(line);

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.output()).contains("nothing called 'frob' to test", "groundswell test --module frob")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"test --postgres 14", "test --postgres", "test --backing", "test --backing=clouds",
      "test --backing containers --images elsewhere", "test --images local"})
  void testRefusesServersThatItDoesNotKnow(String line) throws IOException, InterruptedException {
    var answer = groundswell(line);

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.output()).contains("see groundswell test --help").hasLineCount(1);
  }

  @Test
  void testInContainersWithoutAnEngineFailsAndSaysWhy() throws IOException, InterruptedException {
    var answer = groundswell("test --backing containers", Map.of("DOCKER_HOST", "unix:///nobody/listens.sock"));

    assertThat(answer.exitCode()).isEqualTo(69);
    assertThat(answer.output()).contains("needs a container engine", "unix:///nobody/listens.sock").hasLineCount(1);
  }

  @Test
  void helpsWithWhatIsNoCommandOfJava() throws IOException, InterruptedException {
    var answer = groundswell("help test");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.output()).startsWith("Usage: groundswell test");
  }

  private static Answer groundswell(String line) throws IOException, InterruptedException {
    return groundswell(line, Map.of());
  }

  private static Answer groundswell(String line, Map<String, String> environment)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
    command.addAll(List.of(line.split(" ")));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("answers without a build").isTrue();
      return new Answer(process.exitValue(),
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } finally {
      process.destroy();
    }
  }
}

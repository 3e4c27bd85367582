package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A program of this machine that a test drives. Where there is none the test is skipped, which `./groundswell test`
/// names, and which is a failure in continuous integration; `.ci/run` installs it.
record Program(List<String> command) {

  private static final long PATIENCE_SECONDS = 900;

  /// @param output of both streams
  record Result(int exit, String output) {
  }

  /// The first of these that is there.
  ///
  /// @param remedy how to come by one
  static Program firstOf(String remedy, List<String>... commands) {
    var found = Stream.of(commands).filter(command -> isThere(command.getFirst())).findFirst();
    Assumptions.assumeTrue(found.isPresent(), remedy);
    return new Program(found.orElseThrow());
  }

  private static boolean isThere(String name) {
    return Stream.of(System.getenv("PATH").split(":")).anyMatch(place -> Files.isExecutable(Path.of(place, name)));
  }

  Result run(Path directory, String... arguments) throws IOException, InterruptedException {
    return run(directory, Map.of(), arguments);
  }

  /// @param environment on top of our own
  Result run(Path directory, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var line = new ArrayList<>(command);
    line.addAll(List.of(arguments));
    var output = Files.createTempFile("program", ".out");
    try {
      var builder = new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true)
          .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(line + " ended").isTrue();
      return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }
}

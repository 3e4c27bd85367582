package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs `./groundswell` as somebody at a terminal would, on what is built already.
final class Command {

  private static final long PATIENCE_SECONDS = 900;

  private Command() {
  }

  /// @param output of standard output alone; what goes to standard error is in `errors`
  record Result(int exit, String output, String errors) {
  }

  static Result run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(SharedSystem.root().resolve("groundswell").toString());
    command.addAll(List.of(arguments));
    return run(command);
  }

  /// The same in a shell that runs something else first.
  static Result runAfter(String first, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("bash", "-c", first + "; exec \"$0\" \"$@\"",
        SharedSystem.root().resolve("groundswell").toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static Result run(List<String> command) throws IOException, InterruptedException {
    var output = Files.createTempFile("command", ".out");
    var errors = Files.createTempFile("command", ".err");
    var builder = new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().put("GROUNDSWELL_BUILD", "never");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(command + " ended in time").isTrue();
      return new Result(process.exitValue(), Files.readString(output), Files.readString(errors));
    } finally {
      process.destroyForcibly();
      Files.delete(output);
      Files.delete(errors);
    }
  }
}

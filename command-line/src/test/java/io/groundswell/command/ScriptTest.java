package io.groundswell.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the script answers before it builds anything.
class ScriptTest {

  private static final String AGAIN = "-Dsurefire.rerunFailingTestsCount=1 -Dfailsafe.rerunFailingTestsCount=1\n";

  private static final Path SCRIPT = Path.of("..", "groundswell").toAbsolutePath().normalize();

  @TempDir
  private Path clone;

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

  @ParameterizedTest
  @ValueSource(strings = {"status", "status --json", "logs", "down"})
  void whoLooksAtWhatRunsInAFreshCloneIsToldThatNothingWasEverBuilt(String line)
      throws IOException, InterruptedException {
    var answer = run(Files.copy(SCRIPT, clone.resolve("groundswell")), line,
        Map.of("GROUNDSWELL_BUILD", ""));

    assertThat(answer.exitCode()).isEqualTo(69);
    assertThat(answer.output()).contains("nothing was ever built here", "./groundswell up").hasLineCount(1);
    assertThat(clone.resolve(".groundswell")).as("nor is it now").doesNotExist();
  }

  @Test
  void continuousIntegrationSaysThatItIsOneSoThatNothingMayBeSkipped() throws IOException, InterruptedException {
    var answer = integrate("chromium", "promtool", "curl", "kustomize");

    assertThat(answer.exitCode()).as(answer.output()).isZero();
    assertThat(answer.output()).doesNotContain("Not installed", "second attempt").contains("CI=true test " + AGAIN,
        "CI=true test --module event-contract", "CI=true test --module end-to-end",
        "CI=true test --postgres 15 --sql " + AGAIN, "GROUNDSWELL_DATA names no directory");
  }

  @Test
  void continuousIntegrationNamesWhatItCouldNotInstall() throws IOException, InterruptedException {
    var answer = integrate("curl");

    assertThat(answer.output()).contains("Not installed: chromium prometheus (why is in ",
        "Not installed: kustomize (why is in ", "so this run will fail", "CI=true test " + AGAIN);
  }

  @Test
  void continuousIntegrationTriesRealSeriesWhereTheyAreNamed() throws IOException, InterruptedException {
    var data = Files.createDirectory(clone.resolve("real data"));

    assertThat(integrate(Map.of("GROUNDSWELL_DATA", data.toString()), "chromium", "promtool", "curl", "kustomize")
        .output()).contains("CI=true test -Dgroundswell.data=" + data + " " + AGAIN)
        .doesNotContain("names no directory");
  }

  @Test
  void continuousIntegrationNamesATestThatPassedOnlyAtTheSecondAttempt() throws IOException, InterruptedException {
    var reports = Files.createDirectories(clone.resolve("groundwork/target/surefire-reports"));
    Files.writeString(reports.resolve("TEST-Sure.xml"), "<testcase name=\"sure\"/>");
    Files.writeString(reports.resolve("TEST-Lucky.xml"), "<testcase name=\"lucky\"><flakyError message=\"late\"/>");

    var answer = integrate("chromium", "promtool", "curl", "kustomize");

    assertThat(answer.exitCode()).as(answer.output()).isZero();
    assertThat(answer.output())
        .containsPattern("second attempt[^\n]*\n./groundwork/target/surefire-reports/TEST-Lucky.xml\n")
        .doesNotContain("TEST-Sure");
  }

  private Answer integrate(String... programs) throws IOException, InterruptedException {
    return integrate(Map.of(), programs);
  }

  /// `.ci/run` where the command only says how it was called, on a machine with these programs and no others of those
  /// that it may install.
  private Answer integrate(Map<String, String> more, String... programs) throws IOException, InterruptedException {
    var path = Files.createDirectory(clone.resolve("bin"));
    for (var program : List.of("bash", "dirname", "id", "mktemp", "mkdir", "rm", "sed", "env", "grep")) {
      var found = Stream.of(System.getenv("PATH").split(":")).map(place -> Path.of(place, program))
          .filter(Files::isExecutable).findFirst().orElseThrow();
      executable(path.resolve(program), "exec " + found + " \"$@\"");
    }
    for (var program : programs) {
      executable(path.resolve(program), "exit 0");
    }
    executable(clone.resolve("groundswell"), "echo \"CI=$CI $*\"");
    var run = Files.copy(SCRIPT.resolveSibling(".ci/run"), Files.createDirectory(clone.resolve(".ci")).resolve("run"));
    var environment = new HashMap<String, String>(more);
    environment.putAll(Map.of("PATH", path.toString(), "CI", "", "TMPDIR", clone.toString()));
    environment.putIfAbsent("GROUNDSWELL_DATA", "");
    environment.put("GROUNDSWELL_CHROMIUM", "");
    return run(run, "", environment);
  }

  private static void executable(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static Answer groundswell(String line) throws IOException, InterruptedException {
    return groundswell(line, Map.of());
  }

  private static Answer groundswell(String line, Map<String, String> environment)
      throws IOException, InterruptedException {
    return run(SCRIPT, line, environment);
  }

  private static Answer run(Path script, String line, Map<String, String> environment)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("bash", script.toString()));
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

package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Executes every block of `docs/walk-through.md`, in its order, in one shell.
class WalkThroughIT {

  private static final Pattern BLOCK = Pattern.compile("^```(bash|text|java)\\n(.*?)^```$",
      Pattern.DOTALL | Pattern.MULTILINE);
  private static final String END = "--- end of the block, with ";

  private final Whereabouts system = SharedSystem.whereabouts();

  private record Block(String language, String text) {
  }

  @Test
  void everyLineDoesWhatThePageSays(@TempDir Path home) throws IOException {
    Files.createSymbolicLink(home.resolve("groundswell"), SharedSystem.root().resolve("groundswell"));
    var data = Files.createDirectory(home.resolve("data"));
    Files.createSymbolicLink(data.resolve("groundswell"), SharedSystem.dataDirectory());
    var blocks = blocks();
    assertThat(blocks).hasSizeGreaterThan(20);
    try (var shell = new Shell(home)) {
      for (int i = 0; i < blocks.size(); i++) {
        var block = blocks.get(i);
        switch (block.language) {
          case "java" -> Files.writeString(home.resolve(block.text.lines().findFirst().orElseThrow().substring(3)),
              block.text);
          case "bash" -> {
            assertThat(blocks.get(i + 1).language).as("what follows\n%s", block.text).isEqualTo("text");
            execute(shell, block.text, blocks.get(i + 1).text);
          }
          default -> assertThat(blocks.get(i - 1).language).isEqualTo("bash");
        }
      }
    }
  }

  /// What only asks is asked again until it is answered as the page says.
  private static void execute(Shell shell, String lines, String expected) {
    var pattern = Pattern.compile(Stream.of(expected.strip().split("…", -1)).map(Pattern::quote)
        .collect(Collectors.joining(".*")), Pattern.DOTALL);
    if (lines.contains("curl") && !lines.contains(" -d ")) {
      await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(300))
          .untilAsserted(() -> assertThat(shell.run(lines).strip()).as(lines).matches(pattern));
    } else {
      assertThat(shell.run(lines).strip()).as(lines).matches(pattern);
    }
  }

  private List<Block> blocks() throws IOException {
    var page = Files.readString(SharedSystem.root().resolve("docs/walk-through.md"))
        .replace("http://localhost:8081", system.ingest().toString())
        .replace("http://localhost:8082", system.metrics().toString())
        .replace("http://localhost:8083", system.trend().toString());
    return BLOCK.matcher(page).results().map(block -> new Block(block.group(1), block.group(2))).toList();
  }

  /// Where Maven keeps what it fetched from Maven Central for these tests.
  private static String localRepository() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.contains("/com/segment/")).findFirst().orElseThrow().replaceFirst("/com/segment/.*", "");
  }

  /// One bash, as somebody has it open while reading.
  private static final class Shell implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final Path errors;

    Shell(Path home) throws IOException {
      errors = home.resolve("errors");
      var builder = new ProcessBuilder("bash", "--noprofile", "--norc").directory(home.toFile())
          .redirectError(errors.toFile());
      var environment = builder.environment();
      environment.put("XDG_DATA_HOME", home.resolve("data").toString());
      environment.put("GROUNDSWELL_BUILD", "never");
      environment.put("CENTRAL", "file://" + localRepository());
      environment.put("JAVA_HOME", System.getProperty("java.home"));
      environment.put("PATH", System.getProperty("java.home") + "/bin" + File.pathSeparator + environment.get("PATH"));
      process = builder.start();
      output = process.inputReader(StandardCharsets.UTF_8);
      run("set -uo pipefail");
    }

    /// What the lines print; the last of them has to succeed.
    String run(String lines) {
      try {
        var input = process.outputWriter(StandardCharsets.UTF_8);
        input.write(lines.strip() + "\nprintf '\\n" + END + "%s\\n' $?\n");
        input.flush();
        var printed = new ArrayList<String>();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
          if (line.startsWith(END)) {
            assertThat(line).as("%s\n%s\n%s", lines, String.join("\n", printed), Files.readString(errors))
                .isEqualTo(END + "0");
            return String.join("\n", printed);
          }
          printed.add(line);
        }
        throw new AssertionError("the shell ended:\n" + lines + "\n" + Files.readString(errors));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}

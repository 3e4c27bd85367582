package io.groundswell.command.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.groundswell.command.CommandRun;
import io.groundswell.sandbox.Instance;
import io.groundswell.sandbox.Instance.ProcessState;
import io.groundswell.sandbox.Instance.ServiceState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceCommandsTest {

  @TempDir
  private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"status", "down"})
  void sayThatNothingRunsThere(String command) {
    var run = CommandRun.of(command, "--data-dir", directory.toString());

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("groundswell: nothing is running in " + directory).hasLineCount(1);
  }

  @Test
  void statusTakesAKilledInstanceForNone() throws IOException {
    write(instance(Map.of("supervisor", new ProcessState(ProcessHandle.current().pid(), null, null, 17))));

    assertThat(CommandRun.of("status", "--data-dir", directory.toString()).exitCode()).isEqualTo(69);
  }

  @Test
  void statusAsksTheServicesAndKeepsThePasswordToItself() throws IOException {
    var self = ProcessHandle.current();
    write(instance(Map.of("supervisor",
        new ProcessState(self.pid(), null, null, self.info().startInstant().orElseThrow().toEpochMilli()))));

    var run = CommandRun.of("status", "--data-dir", directory.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("ingest", "not ready", "postgresql://127.0.0.1:5432/groundswell")
        .doesNotContain("secret");
    assertThat(CommandRun.of("status", "--json", "--data-dir", directory.toString()).out())
        .contains("\"ready\" : false", "\"keyFile\"", "\"dataDir\"");
  }

  @Test
  void statusSaysThatAPartitionStandsStillThoughTheServiceIsReady() throws IOException {
    var self = ProcessHandle.current();
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    var health = "{\"status\":\"UP\",\"checks\":[{\"name\":\"groundswell\",\"status\":\"UP\",\"data\":{\"keys\":\"ok\","
        + "\"consumers\":\"ok, but live-3 stalled since noon: expected offset 7\"}}]}";
    server.createContext("/q/health/ready", exchange -> {
      exchange.sendResponseHeaders(200, health.length());
      exchange.getResponseBody().write(health.getBytes(StandardCharsets.US_ASCII));
      exchange.close();
    });
    server.start();
    try {
      write(instance(Map.of("supervisor",
          new ProcessState(self.pid(), null, null, self.info().startInstant().orElseThrow().toEpochMilli())),
          URI.create("http://127.0.0.1:" + server.getAddress().getPort())));

      var run = CommandRun.of("status", "--data-dir", directory.toString());

      assertThat(run.exitCode()).isZero();
      assertThat(run.out())
          .containsPattern("metrics .* ready, but consumers: live-3 stalled since noon: expected offset 7")
          .contains("groundswell offsets skip");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void logsShowTheLastLinesOfOneOrOfAll() throws IOException {
    var logs = Files.createDirectories(directory.resolve("logs"));
    Files.writeString(logs.resolve("ingest.log"), "a\nb\nc\n");
    Files.writeString(logs.resolve("trend.log"), "t\n");

    var dataDir = directory.toString();
    assertThat(CommandRun.of("logs", "ingest", "-n", "2", "--data-dir", dataDir).out().lines()).containsExactly("b",
        "c");
    assertThat(CommandRun.of("logs", "--data-dir", dataDir).out().lines())
        .contains("ingest     | a", "trend      | t").hasSize(4);
    assertThat(CommandRun.of("logs", "nothing", "--data-dir", dataDir).err())
        .contains("there is no log of nothing; there are ingest, trend");
    assertThat(CommandRun.of("logs", "--data-dir", dataDir + "/none").exitCode()).isEqualTo(69);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      up --ports 8081                      | --ports is auto or default
      up --kafka here                      | --kafka is HOST:PORT, several with commas between them
      up --postgres postgresql://localhost | --postgres:
      """)
  void upNamesTheOptionThatIsWrong(String line, String said) {
    var run = CommandRun.of(line.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("groundswell: " + said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "up --detach", "up --ephemeral", "up --ephemeral --detach"})
  void upSaysThatAFileIsNoDirectory(String command) throws IOException {
    var file = Files.writeString(directory.resolve("file"), "mine");
    for (var wanted : List.of(file, file.resolve("below"))) {
      var run = CommandRun.of((command + " --data-dir " + wanted).split(" "));

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).isEqualTo("groundswell: " + file + " is a file, not a directory" + System.lineSeparator());
    }
    assertThat(file).hasContent("mine");
    assertThat(directory).isDirectoryNotContaining("glob:**.log");
  }

  /// Every `curl` line of the greeting, run by a shell with a `curl` that shows what it was given.
  @Test
  void greetsWithLinesThatAShellUnderstands() throws IOException, InterruptedException {
    var text = new StringWriter();
    new Greeting(instance(Map.of()), true).print(new PrintWriter(text));
    var commands = text.toString().lines().dropWhile(line -> !line.contains("curl ")).takeWhile(line -> !line
        .startsWith("Or let")).toList();

    var shown =
        shell("curl() { for one in \"$@\"; do printf '%s\\n' \"$one\"; done; }\n" + String.join("\n", commands));

    assertThat(shown).contains("http://127.0.0.1:8081/v1/events", "Authorization: Bearer gsk_key",
        "Content-Type: application/cloudevents+json");
    assertThat(shown).anyMatch(line -> line.matches(
        "\\{\"specversion\":\"1.0\",\"id\":\"\\d+-\\d*\",.*\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\",.*}"));
    assertThat(shown).anyMatch(line -> line.startsWith("http://127.0.0.1:8082/v1/series/post/hello/like?"))
        .anyMatch(line -> line.startsWith("http://127.0.0.1:8083/v1/trends?"));
  }

  private static List<String> shell(String script) throws IOException, InterruptedException {
    var process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
    var output = process.inputReader().lines().toList();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private void write(Instance instance) throws IOException {
    Files.writeString(directory.resolve("instance.json"), instance.json());
  }

  private Instance instance(Map<String, ProcessState> processes) {
    return instance(processes, URI.create("http://127.0.0.1:1"));
  }

  private Instance instance(Map<String, ProcessState> processes, URI management) {
    var services = new LinkedHashMap<String, ServiceState>();
    int port = 8081;
    for (var name : List.of("ingest", "metrics", "trend")) {
      services.put(name, new ServiceState(URI.create("http://127.0.0.1:" + port++), 1, true,
          management, directory.resolve(name + ".log"), 100L, 0, null));
    }
    return new Instance(services, "gsk_key", directory.resolve("key"), "127.0.0.1:9092",
        "postgresql://groundswell:secret@127.0.0.1:5432/groundswell", directory, processes);
  }
}

package io.groundswell.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Pepper;
import io.groundswell.sandbox.SandboxOptions.PortChoice;
import io.groundswell.sandbox.child.Processes;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir
  Path directory;

  private Path home;
  private Path data;

  @BeforeEach
  void buildTheStandIns() throws IOException {
    home = StandInService.home(directory.resolve("home"));
    data = directory.resolve("data");
  }

  @Test
  void startsEverythingAndEndsEverything() throws Exception {
    List<ProcessHandle> processes;
    Instance instance;
    String secret;
    var pepper = data.resolve("pepper");
    try (var sandbox = start()) {
      instance = sandbox.instance();
      assertThat(Instance.read(data)).contains(instance);
      assertThat(instance.services()).containsOnlyKeys("ingest", "metrics", "trend");
      assertThat(instance.services().values()).allMatch(Instance.ServiceState::ready);
      assertThat(instance.probe()).isEqualTo(instance);
      assertThat(instance.isSupervised()).isTrue();
      assertThat(ApiKey.find(instance.key())).isNotNull();
      assertThat(instance.keyFile()).hasContent(instance.key() + "\n");
      assertThat(Files.getPosixFilePermissions(instance.keyFile()))
          .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      assertThat(Files.getPosixFilePermissions(data.resolve(Instance.FILE))).hasSize(2);
      assertThat(ask(instance, "ingest"))
          .contains(instance.kafka()).contains("groundswell").contains(instance.key()).contains("opened: true");
      assertThat(ask(instance, "metrics")).doesNotContain(instance.key());
      assertThat(List.of("ingest", "metrics", "trend"))
          .allSatisfy(service -> assertThat(ask(instance, service)).contains("pepper in " + pepper));
      assertThat(pepper).content().hasSizeGreaterThan(Pepper.SHORTEST);
      assertThat(Files.getPosixFilePermissions(pepper)).hasSize(2);
      secret = Files.readString(pepper);
      run(instance, "CREATE TABLE kept AS SELECT 42 AS answer");
      createTopic(instance, "kept");
      processes = processes(instance);
      assertThat(processes).hasSize(6);
    }
    assertThat(processes).noneMatch(Processes::isRunning);
    assertThat(Instance.read(data)).isEmpty();
    assertThat(data.resolve("logs/metrics.log")).content().contains("good-bye");
    try (var again = start()) {
      assertThat(again.instance().key()).isEqualTo(instance.key());
      assertThat(pepper).hasContent(secret);
      assertThat(again.instance().kafka()).isEqualTo(instance.kafka());
      assertThat(again.instance().postgres()).isEqualTo(instance.postgres());
      assertThat(again.instance().services().get("trend").url()).isEqualTo(instance.services().get("trend").url());
      run(again.instance(), "SELECT answer FROM kept");
      assertThat(topics(again.instance())).contains("kept");
    }
  }

  @Test
  void startsAgainWhateverIsKilled() throws Exception {
    try (var sandbox = start()) {
      var before = sandbox.instance();
      createTopic(before, "kept");
      kill(before.services().get("metrics").pid());
      kill(before.processes().get("broker").pid());
      kill(before.processes().get("postmaster").pid());
      await().atMost(SOON).untilAsserted(() -> {
        var after = Instance.read(data).orElseThrow();
        assertThat(after.services().get("metrics").ready()).isTrue();
        assertThat(after.services().get("metrics").pid()).isNotEqualTo(before.services().get("metrics").pid());
        assertThat(after.services().get("metrics").url()).isEqualTo(before.services().get("metrics").url());
        assertThat(after.processes()).containsKeys("broker", "database", "postmaster");
        assertThat(after.processes().get("broker").readyAfterMillis()).isNotNull();
        assertThat(after.processes().get("broker").pid()).isNotEqualTo(before.processes().get("broker").pid());
        assertThat(after.processes().get("postmaster").pid()).isNotEqualTo(before.processes().get("postmaster").pid());
        assertThat(after.services().get("ingest")).isEqualTo(before.services().get("ingest"));
      });
      run(before, "SELECT 1");
      assertThat(topics(before)).contains("kept");
      var keeper = Instance.read(data).orElseThrow().processes().get("database").pid();
      kill(keeper);
      await().atMost(SOON).untilAsserted(() -> {
        var after = Instance.read(data).orElseThrow();
        assertThat(after.processes()).containsKeys("database", "postmaster");
        assertThat(after.processes().get("database").pid()).isNotEqualTo(keeper);
      });
      run(before, "SELECT 1");
    }
  }

  @Test
  void leavesNothingBehindWhenItIsKilledAndStartsAgainAtOnce() throws Exception {
    var supervisor = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), SandboxInAProcess.class.getName(), home.toString(), data.toString())
        .redirectError(directory.resolve("supervisor.log").toFile())
        .start();
    var firstLine = supervisor.inputReader().readLine();
    assertThat(firstLine).contains("started");
    var instance = Instance.read(data).orElseThrow();
    var processes = processes(instance);
    assertThat(processes).hasSize(6).allMatch(Processes::isRunning);
    assertThatThrownBy(this::start).isInstanceOf(AlreadyRunningException.class);

    supervisor.destroyForcibly().waitFor();
    assertThat(instance.isSupervised()).isFalse();
    try (var successor = start()) {
      assertThat(processes).noneMatch(Processes::isRunning);
      assertThat(successor.instance().postgres()).isEqualTo(instance.postgres());
    }
  }

  @Test
  void keepsNothingOfAnEphemeralInstance() throws IOException {
    Path path;
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral().withHome(home), Progress.SILENT)) {
      path = sandbox.instance().dataDir();
      assertThat(path.resolve("postgres")).isDirectory();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void saysWhichPortIsTakenAndByWhomItIsNeeded() throws Exception {
    try (var other = occupy(Service.METRICS.defaultPort())) {
      var options = SandboxOptions.in(data, PortChoice.DEFAULT).withHome(home);
      assertThatThrownBy(() -> Sandbox.start(options, Progress.SILENT))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("--ports auto");
    }
  }

  @Test
  void saysWhyAServiceDoesNotStart() throws Exception {
    StandInService.write(Service.TREND.jar(home), "no.such.Class");
    // With servers that nobody asks, so that nothing else has to start.
    assertThatThrownBy(() -> Sandbox.start(withServersOfOthers(), Progress.SILENT))
        .hasMessageContaining("trend-service ended before it was ready")
        .hasMessageContaining(data.resolve("logs/trend.log").toString())
        .hasMessageContaining("no.such.Class");
    assertThat(Instance.read(data)).isEmpty();
  }

  @Test
  void usesServersThatAreThereAlready() throws Exception {
    try (var sandbox = Sandbox.start(withServersOfOthers(), Progress.SILENT)) {
      var instance = sandbox.instance();
      assertThat(instance.processes()).containsOnlyKeys("supervisor");
      assertThat(instance.postgres()).isEqualTo("postgresql://jo:p%40ss@db.example:5432/analytics");
      assertThat(ask(instance, "trend")).contains("postgresql://db.example:5432/analytics", "jo", "kafka.example:9092");
    }
  }

  private SandboxOptions withServersOfOthers() {
    return SandboxOptions.in(data, PortChoice.AUTO).withHome(home)
        .withPostgres(DatabaseLogin.parse("postgresql://jo:p%40ss@db.example/analytics"))
        .withKafka("kafka.example:9092");
  }

  private Sandbox start() {
    return Sandbox.start(SandboxOptions.in(data, PortChoice.AUTO).withHome(home), Progress.SILENT);
  }

  private static AutoCloseable occupy(int port) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress("127.0.0.1", port));
    } catch (BindException taken) {
      return () -> {};
    }
    return socket;
  }

  private static List<ProcessHandle> processes(Instance instance) {
    var processes = new ArrayList<ProcessHandle>();
    instance.services().values().forEach(state -> ProcessHandle.of(state.pid()).ifPresent(processes::add));
    List.of("broker", "database", "postmaster")
        .forEach(name -> ProcessHandle.of(instance.processes().get(name).pid()).ifPresent(processes::add));
    return processes;
  }

  private static void kill(long pid) throws Exception {
    var process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(5, TimeUnit.SECONDS);
  }

  private static String ask(Instance instance, String service) throws IOException {
    URI url = instance.services().get(service).url();
    try (var answer = url.toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void run(Instance instance, String statement) throws SQLException {
    var login = DatabaseLogin.parse(instance.postgres());
    try (var connection = DriverManager.getConnection("jdbc:" + login.url(), login.user(), login.password())) {
      connection.createStatement().execute(statement);
    }
  }

  private static void createTopic(Instance instance, String topic) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", instance.kafka()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static Iterable<String> topics(Instance instance) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", instance.kafka()))) {
      return admin.listTopics().names().get();
    }
  }
}

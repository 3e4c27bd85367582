package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// The images that `groundswell images` saves, taken apart and started without a container engine.
@TestInstance(Lifecycle.PER_CLASS)
class ImagesIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String START = "app/start.aot";

  @TempDir
  static Path directory;

  private Path first;
  private Path second;

  @BeforeAll
  void buildTwice() throws Exception {
    Assumptions.assumeTrue(Files.exists(SharedSystem.root().resolve("ingest-service/target/bom.json")),
        "needs the list of what is inside, which a build with -Dquick leaves out (unless with -Dcyclonedx.skip=false)");
    first = unpacked("first");
    second = unpacked("second", "--no-start-cache");
  }

  @Test
  void theSameBuildGivesTheSameBytesApartFromTheRecordedStart() throws IOException {
    var ones = digests(first.resolve("root"));
    var others = digests(second.resolve("root"));

    assertThat(ones.remove(START)).isNotNull();
    assertThat(others).doesNotContainKey(START);
    assertThat(ones).hasSizeGreaterThan(100).isEqualTo(others);
    var layers = layers(first);
    // What the recorded start is not part of is equal as a layer too: times, owners and order included.
    assertThat(layers).hasSizeGreaterThan(2);
    assertThat(layers.subList(0, layers.size() - 1)).isEqualTo(layers(second).subList(0, layers.size() - 1));
  }

  @Test
  void itIsLabelledAndRunsAsNobodyInParticular() throws IOException {
    var image = manifest(first);
    var config = JSON.readTree(first.resolve(image.path("Config").asText()).toFile());

    assertThat(image.at("/RepoTags/0").asText()).startsWith("groundswell/ingest-service:");
    assertThat(config.at("/config/User").asText()).isEqualTo("10001:10001");
    assertThat(config.at("/config/Labels/org.opencontainers.image.title").asText())
        .isEqualTo("Groundswell ingest-service");
    assertThat(config.at("/config/Entrypoint")).extracting(JsonNode::asText)
        .contains("-XX:MaxRAMPercentage=60", "-XX:AOTCache=/app/start.aot");
    assertThat(config.at("/config/ExposedPorts").has("9081/tcp")).isTrue();
    assertThat(config.path("created").asText()).isEqualTo("1970-01-01T00:00:01Z");
    var bill = JSON.readTree(first.resolve("root" + config.at("/config/Labels/io.groundswell.sbom").asText()).toFile());
    assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bill.path("components")).extracting(component -> component.path("name").asText())
        .contains("kafka-clients", "event-contract", "quarkus-arc");
  }

  @Test
  void itStartsOnAReadOnlyFileSystemAsNobodyAndGetsReady() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
        "needs root, to make a file system of its own");
    var root = first.resolve("root");
    var config = JSON.readTree(first.resolve(manifest(first).path("Config").asText()).toFile());
    int http = freePort();
    int management = freePort();
    var command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec", """
        mount --bind "$1" "$1"
        mount --bind /dev "$1/dev"
        mount -t proc proc "$1/proc" || mount --bind /proc "$1/proc"
        mount -t tmpfs tmpfs "$1/tmp"
        mount -o remount,ro,bind "$1"
        root="$1"
        shift
        exec chroot --userspec=10001:10001 "$root" "$@"
        """, "sh", root.toString()));
    for (var place : List.of("dev", "proc", "tmp")) {
      Files.createDirectories(root.resolve(place));
    }
    config.at("/config/Entrypoint").forEach(word -> command.add(word.asText()));
    var log = directory.resolve("image.log");
    var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment(http, management));
    var process = builder.start();
    try {
      await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(50)).until(() -> !process.isAlive()
          || isReady(management));
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
    } finally {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private Path unpacked(String name, String... options) throws Exception {
    var place = Files.createDirectories(directory.resolve(name));
    var command = new ArrayList<>(List.of(SharedSystem.root().resolve("groundswell").toString(), "images", "ingest",
        "--output", place.toString()));
    command.addAll(List.of(options));
    var made = new Program(command).run(place,
        Map.of("GROUNDSWELL_BUILD", "never", "JAVA_HOME", System.getProperty("java.home")));
    assertThat(made.exit()).as(made.output()).isZero();
    assertThat(place.resolve("ingest-service.cdx.json")).exists();
    unpack(place.resolve("ingest-service.tar"), place);
    var root = Files.createDirectories(place.resolve("root"));
    for (var layer : layers(place)) {
      unpack(place.resolve(layer), root);
    }
    return place;
  }

  private static void unpack(Path tar, Path place) throws Exception {
    var done = new Program(List.of("tar")).run(place, Map.of(), "-xf", tar.toString());
    assertThat(done.exit()).as(done.output()).isZero();
  }

  private static JsonNode manifest(Path place) throws IOException {
    return JSON.readTree(place.resolve("manifest.json").toFile()).get(0);
  }

  /// The files of the layers, which are named for their contents.
  private static List<String> layers(Path place) throws IOException {
    var layers = new ArrayList<String>();
    manifest(place).path("Layers").forEach(layer -> layers.add(layer.asText()));
    return layers;
  }

  private static Map<String, Long> digests(Path root) throws IOException {
    var digests = new TreeMap<String, Long>();
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var sum = new CRC32C();
        sum.update(Files.readAllBytes(file));
        digests.put(root.relativize(file).toString(), sum.getValue());
      }
    }
    return digests;
  }

  private static Map<String, String> environment(int http, int management) throws IOException {
    var system = SharedSystem.whereabouts();
    var database = system.database();
    return Map.of(
        "GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", system.bootstrapServers(),
        "GROUNDSWELL_POSTGRES_URL", database.url().substring("jdbc:".length()),
        "GROUNDSWELL_POSTGRES_USER", database.user(),
        "GROUNDSWELL_POSTGRES_PASSWORD", database.password(),
        "GROUNDSWELL_ACCESS_PEPPER", Files.readString(SharedSystem.dataDirectory().resolve("pepper")).strip(),
        "QUARKUS_HTTP_HOST", "127.0.0.1",
        "QUARKUS_HTTP_PORT", Integer.toString(http),
        "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
        "QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
  }

  private static boolean isReady(int port) {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready")).build(),
          BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

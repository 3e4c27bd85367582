package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.proof.Deployed;
import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.check.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Job of the manifests, container by container, as the packaged services run it; and a service that waits for it.
class MigrationJobIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir
  Path directory;

  @Test
  void aServiceThatDoesNotMigrateWaitsForTheJob() throws Exception {
    var database = freshDatabase();
    var environment = environment(database);
    environment.put("GROUNDSWELL_SCHEMA_MIGRATE_AT_START", "false");
    environment.put("GROUNDSWELL_ACCESS_PEPPER", "the pepper of a service that waits for its tables");
    try (var waiting = Deployed.start("metrics-service", directory, environment)) {
      await().atMost(PATIENCE)
          .until(() -> waiting.readiness("migrations").contains("are left to 'groundswell db up'"));

      for (var container : containers()) {
        var done = run(container, database);
        assertThat(done.exit()).as(done.output()).isZero();
        assertThat(told(done)).containsPattern("needs it, [1-9][0-9]* migrations were run");
      }

      await().atMost(PATIENCE).until(() -> waiting.readiness("migrations").equals("ok"));
    }
    var again = run(containers().getFirst(), database);
    assertThat(again.exit()).isZero();
    assertThat(told(again)).endsWith("needs it, 0 migrations were run");
  }

  @Test
  void whatSomebodyHasToLookAtEndsTheJob() throws Exception {
    var database = freshDatabase();
    var refused = run(containers().getFirst(), new Database(database.url(), "nobody-of-that-name", "wrong"));

    assertThat(refused.exit()).isOne();
    assertThat(told(refused)).startsWith("the migrations of ingest-service cannot be done: ");
  }

  /// Of production, in their order.
  private static List<JsonNode> containers() {
    return Overlay.containers(Overlay.render("production").all("Job").findFirst().orElseThrow()).toList();
  }

  /// With this machine's Java and the packaged service in the places of the image's.
  private Program.Result run(JsonNode container, Database database) throws IOException, InterruptedException {
    var service = container.path("name").asText() + "-service";
    var command = new ArrayList<String>();
    container.path("command").forEach(word -> command.add(word.asText().replaceFirst("^/app/", app(service) + "/")));
    assertThat(command.getFirst()).isEqualTo("java");
    command.set(0, java());
    return new Program(command).run(directory, environment(database));
  }

  private static String told(Program.Result done) throws IOException {
    var last = done.output().lines().filter(line -> line.startsWith("{")).reduce((before, line) -> line)
        .orElseThrow(() -> new AssertionError(done.output()));
    return new ObjectMapper().readTree(last).path("message").asText();
  }

  private static Map<String, String> environment(Database database) {
    return new HashMap<>(Map.of(
        "GROUNDSWELL_POSTGRES_URL", database.url().substring("jdbc:".length()),
        "GROUNDSWELL_POSTGRES_USER", database.user(),
        "GROUNDSWELL_POSTGRES_PASSWORD", database.password(),
        // Nobody listens there: it must not take partitions of the system that other tests share.
        "GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));
  }

  /// An empty database of the shared system's server; roles are the server's, and there already.
  private static Database freshDatabase() throws SQLException {
    var shared = SharedSystem.whereabouts().database();
    var name = "job_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = DriverManager.getConnection(shared.url(), "postgres", shared.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " OWNER " + shared.user());
    }
    return new Database(shared.url().substring(0, shared.url().lastIndexOf('/') + 1) + name, shared.user(),
        shared.password());
  }

  private static String app(String service) {
    var app = SharedSystem.root().resolve(service).resolve("target/quarkus-app");
    assertThat(Files.exists(app)).as(app.toString()).isTrue();
    return app.toString();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin/java").toString();
  }
}

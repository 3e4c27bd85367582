package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.Deployed;
import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.Whereabouts;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A metrics-service whose callers' queries go to a standby that follows the system's database.
class ReadCopyIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Whereabouts system = SharedSystem.whereabouts();
  private final String subject = UUID.randomUUID().toString();
  private final Instant at = Instant.now();

  @TempDir
  Path directory;

  @Test
  void queriesGoToTheStandbyAndToTheMainDatabaseWhileItIsAway() throws Exception {
    var files = directory.resolve("standby");
    var standby = Standby.of(system.database(), SharedSystem.dataDirectory().resolve("postgres"), files);
    int port = standby.port();
    try (var reader = Deployed.start("metrics-service", directory, environment(standby))) {
      send(3);
      awaitLikes(reader.uri(), 3);
      assertThat(reader.figures()).contains("groundswell_reads_total{source=\"main\"} 0.0\n")
          .containsPattern("groundswell_reads_total\\{source=\"copy\"} [1-9]");
      assertThat(reader.readiness("reads")).isEqualTo("ok");

      replay(standby, "pause", "paused");
      send(4);
      awaitLikes(system.metrics(), 7);
      assertThat(series(reader.uri())).as("what the standby has not heard of").contains("\"value\":3");
      assertThatImportsGiveWayToAStandbyThatIsBehind(standby);
      awaitLikes(reader.uri(), 7);

      standby.close();
      awaitLikes(reader.uri(), 7);
      assertThat(reader.readiness("reads")).startsWith("ok, but queries go to the main database");

      standby = EmbeddedDatabase.start(files, port);
      await().atMost(PATIENCE).untilAsserted(() -> {
        assertThat(series(reader.uri())).contains("\"value\":7");
        assertThat(reader.readiness("reads")).isEqualTo("ok");
      });
    } finally {
      standby.close();
    }
  }

  /// Of one that replays nothing, and then goes on.
  private void assertThatImportsGiveWayToAStandbyThatIsBehind(EmbeddedDatabase standby) throws Exception {
    var main = system.database();
    try (var superuser = DriverManager.getConnection(main.url(), "postgres", main.password());
        var statement = superuser.createStatement()) {
      // Else the owner of the tables sees no standby.
      statement.execute("GRANT pg_monitor TO " + main.user());
    }
    var made = say("POST", "/v1/imports", "{\"name\": \"a.csv\", \"kind\": \"csv\", \"mapping\": {\"a\": 1}}");
    var id = made.replaceFirst("(?s)^[^{]*\\{\"id\":([0-9]+),.*", "$1");
    assertThat(id).as(made).matches("[0-9]+");
    var job = "/v1/imports/" + id;
    say("POST", job + "/chunks", "{\"chunks\": [{\"index\": 0, \"part\": \"a.csv\", \"rows\": 10}]}");
    say("POST", job + "/claim", "{\"worker\": \"w\"}");
    try {
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(
          () -> assertThat(pace(job)).contains("\"state\":\"go\"", "a standby is ", " s behind")
              .doesNotContain("\"eventsPerSecond\":50000"));
    } finally {
      replay(standby, "resume", "not paused");
    }
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(
        () -> assertThat(pace(job)).contains("\"eventsPerSecond\":50000").doesNotContain("a standby is"));
    say("PATCH", job, "{\"status\": \"cancelled\"}");
  }

  /// What its worker is told.
  private String pace(String job) throws IOException, InterruptedException {
    return say("PUT", job + "/chunks/0", "{\"worker\": \"w\", \"status\": \"processing\", \"sent\": 1}");
  }

  private String say(String method, String path, String json) throws IOException, InterruptedException {
    return ask(HttpRequest.newBuilder(system.ingest().resolve(path)).header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(json))).body();
  }

  private Map<String, String> environment(EmbeddedDatabase standby) throws IOException {
    var main = system.database();
    return Map.of(
        "GROUNDSWELL_POSTGRES_URL", main.url().substring("jdbc:".length()),
        "GROUNDSWELL_POSTGRES_USER", main.user(),
        "GROUNDSWELL_POSTGRES_PASSWORD", main.password(),
        "GROUNDSWELL_POSTGRES_READ_URL", standby.url(),
        "GROUNDSWELL_ACCESS_PEPPER", Files.readString(SharedSystem.dataDirectory().resolve("pepper")).strip(),
        // Nobody listens there: it must not take partitions of the system that other tests share.
        "GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
  }

  private static void replay(EmbeddedDatabase standby, String what, String state) throws SQLException {
    try (var connection = standby.connectAsSuperuser(EmbeddedDatabase.NAME);
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_wal_replay_" + what + "()");
      await().atMost(PATIENCE).until(() -> {
        try (var rows = statement.executeQuery("SELECT pg_get_wal_replay_pause_state()")) {
          return rows.next() && rows.getString(1).equals(state);
        }
      });
    }
  }

  private void send(int likes) throws IOException, InterruptedException {
    var event = """
        {"specversion":"1.0","id":"%s","source":"standby","type":"metric.observed","time":"%s","subject":"post/%s",
         "platform":"x","data":{"kind":"delta","metrics":{"likes":%d}}}"""
        .formatted(UUID.randomUUID(), at, subject, likes);
    var answer = ask(HttpRequest.newBuilder(system.ingest().resolve("/v1/events"))
        .header("Content-Type", "application/cloudevents+json").POST(BodyPublishers.ofString(event)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private void awaitLikes(URI metrics, int likes) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> assertThat(series(metrics)).contains("\"value\":" + likes));
  }

  private String series(URI metrics) throws IOException, InterruptedException {
    return ask(HttpRequest.newBuilder(metrics.resolve("/v1/series/post/" + subject + "/likes?bucket=1h&from="
        + at.minus(Duration.ofHours(1)) + "&to=" + at.plus(Duration.ofHours(1))))).body();
  }

  private HttpResponse<String> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    return CLIENT.send(request.header("Authorization", "Bearer " + system.key()).build(), BodyHandlers.ofString());
  }
}

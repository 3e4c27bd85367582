package io.groundswell.proof.hardened;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.ApiKey;
import io.groundswell.proof.Deployed;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(Integer.MAX_VALUE)
class HardenedIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir
  static Path directory;
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SENDER = "00f067aa0ba902b7";
  private static SecuredServers servers;
  private static Collector collector;
  private static Path pepper;

  @BeforeAll
  static void startServers() throws Exception {
    servers = SecuredServers.start(directory, Certificates.make(directory.resolve("certificates"), "ours"));
    collector = Collector.start();
    pepper = Files.writeString(directory.resolve("pepper"), "a pepper that is long enough for a test of it");
  }

  @AfterAll
  static void stopServers() {
    if (collector != null) {
      collector.close();
    }
    if (servers != null) {
      servers.close();
    }
  }

  @Test
  void anEventBecomesAPointWithEveryGuaranteeOfProduction() throws Exception {
    var key = ApiKey.generate(new SecureRandom()).text();
    var environment = secured("ingest");
    environment.put("GROUNDSWELL_ACCESS_BOOTSTRAP_KEY", key);
    try (var ingest = Deployed.start("ingest-service", directory, environment);
        var metrics = Deployed.start("metrics-service", directory, secured("metrics"));
        var trend = Deployed.start("trend-service", directory, secured("trend"))) {
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200))
          .until(() -> ingest.isReady() && metrics.isReady() && trend.isReady());

      var event = """
          {"specversion":"1.0","id":"1","source":"test","type":"metric.observed","time":"%s","subject":"post/p1",
           "platform":"x","data":{"kind":"delta","metrics":{"likes":3}}}""".formatted(Instant.now());
      var answer = send(HttpRequest.newBuilder(ingest.uri().resolve("/v1/events"))
          .header("traceparent", "00-" + TRACE + "-" + SENDER + "-01")
          .header("Content-Type", "application/cloudevents+json").POST(BodyPublishers.ofString(event)), key);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      var from = Instant.now().minus(Duration.ofHours(1));
      var series = metrics.uri().resolve("/v1/series/post/p1/likes?bucket=1h&from=" + from + "&to="
          + from.plus(Duration.ofHours(2)));
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100))
          .until(() -> send(HttpRequest.newBuilder(series), key).body().contains("\"value\":3"));
      // Also of topics that have fewer partitions than the edge gives them.
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100))
          .until(() -> send(HttpRequest.newBuilder(series), key).body().contains("\"completeThrough\":\"20"));
      assertThat(ingest.log()).contains("In effect:", "kafka-acks=", "database-tls=verify-full",
          "database-login=scram-sha-256:groundswell", "kafka-tls=verified", "topic-retention=7 days");
      assertThat(metrics.log()).contains("enable.auto.commit=false", "auto.offset.reset=none");
      await().atMost(PATIENCE).untilAsserted(HardenedIT::assertOneTraceFromTheRequestToTheTransactions);
    }
  }

  private static void assertOneTraceFromTheRequestToTheTransactions() {
    var spans = collector.of(TRACE);
    var received = only(spans, "ingest-service", "POST /v1/events");
    var sent = only(spans, "ingest-service", "send events.v1");
    assertThat(received.parent()).isEqualTo(SENDER);
    assertThat(sent.parent()).isEqualTo(received.id());
    assertThat(only(spans, "metrics-service", "store events.v1").parent()).isEqualTo(sent.id());
    assertThat(only(spans, "trend-service", "store events.v1").parent()).isEqualTo(sent.id());
  }

  private static Collector.Seen only(List<Collector.Seen> spans, String service, String name) {
    var found = spans.stream().filter(span -> span.service().equals(service) && span.name().equals(name)).toList();
    assertThat(found).as(name + " by " + service + " of " + spans).hasSize(1);
    return found.getFirst();
  }

  @Test
  void theDatabaseLetsNobodyInWithoutTls() {
    assertThatThrownBy(() -> DriverManager.getConnection(servers.database().jdbcUrl() + "?sslmode=disable",
        servers.database().user(), servers.database().password()))
        .isInstanceOf(SQLException.class).hasMessageContaining("pg_hba.conf");
  }

  @Test
  void aServerOfAnotherAuthorityIsNotTrusted() throws Exception {
    var environment = secured("trend");
    var other = Certificates.make(directory.resolve("other"), "not ours").authority().toString();
    environment.put("GROUNDSWELL_POSTGRES_CA", other);
    try (var trend = Deployed.start("trend-service", directory, environment)) {
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200))
          .until(() -> trend.log().contains("PKIX") || trend.readiness().contains("PKIX"));

      assertThat(trend.readiness()).contains("DOWN");
    }
  }

  @Test
  void inProductionNoServiceRunsWithoutItsGuarantees() throws Exception {
    var environment = secured("metrics");
    environment.remove("GROUNDSWELL_ASSURANCE_ACCEPTED");
    environment.remove("GROUNDSWELL_ACCESS_PEPPER_FILE");
    environment.put("GROUNDSWELL_ACCESS_PEPPER", Files.readString(pepper));
    try (var metrics = Deployed.start("metrics-service", directory, environment)) {
      await().atMost(PATIENCE).until(() -> !metrics.process().isAlive());

      assertThat(metrics.process().exitValue()).as(metrics.log()).isEqualTo(78);
      assertThat(metrics.log()).contains("does not run in production", "pepper=environment");
    }
  }

  private static Map<String, String> secured(String user) {
    var environment = new HashMap<String, String>();
    environment.put("GROUNDSWELL_ASSURANCE_PRODUCTION", "true");
    // There is one broker.
    environment.put("GROUNDSWELL_ASSURANCE_ACCEPTED", "topic-replicas");
    environment.put("GROUNDSWELL_POSTGRES_URL", servers.database().url());
    environment.put("GROUNDSWELL_POSTGRES_USER", servers.database().user());
    environment.put("GROUNDSWELL_POSTGRES_PASSWORD", servers.database().password());
    environment.put("GROUNDSWELL_POSTGRES_CA", servers.certificates().authority().toString());
    environment.put("GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", servers.broker().bootstrapServers());
    environment.put("GROUNDSWELL_ACCESS_PEPPER_FILE", pepper.toString());
    environment.put("GROUNDSWELL_TRACING_ENDPOINT", collector.endpoint().toString());
    environment.put("GROUNDSWELL_TRACING_SAMPLE", "1");
    environment.put("GROUNDSWELL_ARCHIVE_DIRECTORY", directory.resolve("archive").toString());
    servers.client(user).forEach((name, value) -> environment
        .put("GROUNDSWELL_KAFKA_CLIENT__" + name.replace('.', '_').toUpperCase(Locale.ROOT) + "_", value));
    return environment;
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String key) throws Exception {
    return CLIENT.send(request.header("Authorization", "Bearer " + key).build(), BodyHandlers.ofString());
  }
}

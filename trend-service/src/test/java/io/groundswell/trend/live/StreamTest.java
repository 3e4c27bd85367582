package io.groundswell.trend.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.ApiKey;
import io.groundswell.trend.Answers;
import io.groundswell.trend.TrendBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Listeners of the running service.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
class StreamTest {

  private static final Pattern ID = Pattern.compile("(?m)^id: ?(\\S+)");

  private final Vertx vertx = Vertx.vertx();

  @Inject
  Pool pool;

  @BeforeEach
  void awaitReady() {
    Answers.untilReady();
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void announce(int organization, String name) {
    pool.preparedQuery("INSERT INTO analytics.trend_outbox (event_id, organization_id, slot, subject_type, subject_id, "
        + "type, event) VALUES ($1, $2, 1, 'hashtag', $3, 'trend.started', $4)")
        .execute(Tuple.of(UUID.randomUUID(), organization, name, "{\"name\":\"" + name + "\"}"))
        .toCompletionStage().toCompletableFuture().join();
  }

  /// What one listener has heard.
  private static final class Heard {
    final List<String> pieces = new CopyOnWriteArrayList<>();
    final AtomicInteger status = new AtomicInteger();
    final AtomicBoolean ended = new AtomicBoolean();

    String text() {
      return String.join("", pieces);
    }
  }

  private Heard listen(io.vertx.core.http.HttpClient client, ApiKey key, String lastEventId) {
    var heard = new Heard();
    var request = new RequestOptions().setMethod(HttpMethod.GET).setHost("localhost")
        .setPort(ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class))
        .setURI("/v1/trends/stream").putHeader("X-API-Key", key.text());
    if (!lastEventId.isEmpty()) {
      request.putHeader("Last-Event-ID", lastEventId);
    }
    client.request(request).compose(io.vertx.core.http.HttpClientRequest::send).onSuccess(response -> {
      response.handler(piece -> heard.pieces.add(piece.toString()));
      response.endHandler(end -> heard.ended.set(true));
      heard.status.set(response.statusCode());
    });
    return heard;
  }

  private io.vertx.core.http.HttpClient client() {
    return vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1_200));
  }

  /// Until it is told what is announced from now on.
  private void awaitListening(Heard heard, int organization) {
    var first = "hello-" + UUID.randomUUID();
    await().atMost(Duration.ofSeconds(30)).until(() -> {
      announce(organization, first);
      return heard.text().contains(first);
    });
  }

  @Test
  void aListenerHearsItsOwnOrganisationAndResumesWhereItEnded() {
    var heard = listen(client(), TrendBackend.READER, "");
    awaitListening(heard, 1);
    announce(2, "strange");
    announce(1, "one");
    await().atMost(Duration.ofSeconds(60)).until(() -> heard.text().contains("{\"name\":\"one\"}"));
    assertThat(heard.status.get()).isEqualTo(200);
    assertThat(heard.text()).containsPattern("event: ?trend\\.started").doesNotContain("strange");
    var ids = ID.matcher(heard.text()).results().map(match -> match.group(1)).toList();

    announce(1, "two");
    announce(1, "three");
    var resumed = listen(client(), TrendBackend.READER, ids.getLast());
    await().atMost(Duration.ofSeconds(60)).until(() -> resumed.text().contains("three"));
    announce(1, "four");
    await().atMost(Duration.ofSeconds(60)).until(() -> resumed.text().contains("four"));
    assertThat(resumed.text()).containsSubsequence("two", "three", "four").doesNotContain("one\"");
    assertThat(ID.matcher(resumed.text()).results().map(match -> match.group(1)).toList()).doesNotHaveDuplicates()
        .hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void aThousandListenToOneReplica() {
    var client = client();
    var all = new CopyOnWriteArrayList<Heard>();
    for (int i = 0; i < 1_000; i++) {
      all.add(listen(client, TrendBackend.STRANGER, "0-0"));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> all.stream().allMatch(heard -> heard.status.get() == 200));
    announce(2, "everybody");
    await().atMost(Duration.ofSeconds(60))
        .until(() -> all.stream().allMatch(heard -> heard.text().contains("everybody")));
  }

  @Test
  void aStreamEndsWithItsKey() throws SQLException {
    var heard = listen(client(), TrendBackend.PASSING, "");
    awaitListening(heard, 4);
    assertThat(heard.ended).isFalse();

    revoke(TrendBackend.PASSING);

    await().atMost(Duration.ofSeconds(30)).untilTrue(heard.ended);
    announce(4, "too late");
    assertThat(Answers.get(TrendBackend.PASSING, "/v1/trends/stream?seconds=1").status()).isEqualTo(401);
    assertThat(heard.text()).doesNotContain("too late");
  }

  private static void revoke(ApiKey key) throws SQLException {
    var config = ConfigProvider.getConfig();
    try (var connection = DriverManager.getConnection("jdbc:" + config.getValue("groundswell.postgres.url",
        String.class), config.getValue("groundswell.postgres.user", String.class),
        config.getValue("groundswell.postgres.password", String.class));
        var statement = connection.prepareStatement(
            "UPDATE analytics.published_api_keys SET revoked_at = now() WHERE key_id = ?")) {
      statement.setString(1, key.id());
      statement.executeUpdate();
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    var wrong = Answers.get(TrendBackend.READER, "/v1/trends/stream?seconds=0");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body().path("detail").asText()).startsWith("seconds must be");
    assertThat(Answers.get(TrendBackend.WRITER, "/v1/trends/stream?seconds=1").status()).isEqualTo(403);
    assertThat(Answers.get(TrendBackend.READER, "/v1/trends/stream?seconds=1").status()).isEqualTo(200);
  }
}

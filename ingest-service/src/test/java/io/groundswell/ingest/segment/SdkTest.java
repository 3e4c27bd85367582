package io.groundswell.ingest.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rudderstack.sdk.java.analytics.RudderAnalytics;
import com.segment.analytics.Analytics;
import com.segment.analytics.messages.AliasMessage;
import com.segment.analytics.messages.GroupMessage;
import com.segment.analytics.messages.IdentifyMessage;
import com.segment.analytics.messages.Message;
import com.segment.analytics.messages.PageMessage;
import com.segment.analytics.messages.ScreenMessage;
import com.segment.analytics.messages.TrackMessage;
import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/// The SDKs themselves, as their makers publish them, with nothing changed but the address and the key.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class SdkTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String key = key();
  private final String user = "user-" + UUID.randomUUID();
  private final List<String> succeeded = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger requests = new AtomicInteger();

  private static String key() {
    Sender.withBootstrapKey();
    return Keys.make(1, Scope.WRITE);
  }

  @Test
  void everyCallOfSegmentsJavaSdkBecomesAnEvent() throws IOException {
    var happened = Sender.now().minusSeconds(5);
    var track = TrackMessage.builder("Order Completed").userId(user).anonymousId("device-7")
        .timestamp(Date.from(happened)).properties(Map.of("revenue", 39.95))
        .context(Map.of("ip", "192.0.2.1"))
        .integrationOptions("Groundswell", Map.of("subject", "post/9f3", "platform", "sora"));
    var sdk = segment(key);
    sdk.enqueue(track);
    sdk.enqueue(PageMessage.builder("Pricing").userId(user).properties(Map.of("path", "/pricing")));
    sdk.enqueue(ScreenMessage.builder("Main").anonymousId(user));
    sdk.enqueue(IdentifyMessage.builder().userId(user).traits(Map.of("plan", "pro")));
    sdk.enqueue(GroupMessage.builder("acme").userId(user).traits(Map.of("seats", 4)));
    sdk.enqueue(AliasMessage.builder("before").userId(user));
    finish(sdk, 6);

    assertThat(failed).isEmpty();
    assertThat(succeeded).hasSize(6);
    var order = event("Order Completed");
    assertThat(order.path("subject").asText()).isEqualTo("post/9f3");
    assertThat(order.path("platform").asText()).isEqualTo("sora");
    assertThat(order.path("time").asText()).isEqualTo(happened.toString());
    assertThat(order.path("source").asText()).isEqualTo("analytics-java");
    assertThat(order.path("userid").asText()).isEqualTo(user);
    assertThat(order.path("anonymousid").asText()).isEqualTo("device-7");
    assertThat(order.at("/data/revenue").asDouble()).isEqualTo(39.95);
    assertThat(order.at("/data/context/ip").asText()).isEqualTo("192.0.2.1");
    assertThat(order.at("/data/context/library/name").asText()).isEqualTo("analytics-java");
    assertThat(Duration.between(Instant.parse(order.path("senttime").asText()),
        Instant.parse(order.path("receivedtime").asText()))).isBetween(Duration.ZERO, PATIENCE);
    assertThat(succeeded).contains(order.path("id").asText());
    assertThat(event("page.viewed").path("subject").asText()).isEqualTo("page/Pricing");
    assertThat(event("page.viewed").at("/data/path").asText()).isEqualTo("/pricing");
    assertThat(event("screen.viewed").path("userid").asText()).isEqualTo(user);
    assertThat(event("user.identified").at("/data/plan").asText()).isEqualTo("pro");
    assertThat(event("user.grouped").at("/data/groupId").asText()).isEqualTo("acme");
    assertThat(event("user.aliased").at("/data/previousId").asText()).isEqualTo("before");
  }

  @Test
  void rudderStacksJavaSdkSendsCompressed() throws IOException {
    var sdk = RudderAnalytics.builder(key).setDataPlaneUrl(address()).setGZIP(true)
        .callback(new com.rudderstack.sdk.java.analytics.Callback() {
          @Override
          public void success(com.rudderstack.sdk.java.analytics.messages.Message message) {
            succeeded.add(message.messageId());
          }

          @Override
          public void failure(com.rudderstack.sdk.java.analytics.messages.Message message, Throwable why) {
            failed.add(why.toString());
          }
        }).build();
    sdk.enqueue(com.rudderstack.sdk.java.analytics.messages.TrackMessage.builder("content.engaged").userId(user)
        .properties(Map.of("action", "like")));
    sdk.enqueue(com.rudderstack.sdk.java.analytics.messages.TrackMessage.builder("content.engaged").userId(user)
        .properties(Map.of("action", "nod")));
    sdk.flush();
    await().atMost(PATIENCE).until(() -> succeeded.size() + failed.size() == 2);
    sdk.shutdown();

    assertThat(failed).isEmpty();
    assertThat(event("content.engaged").at("/data/action").asText()).isEqualTo("like");
  }

  @Test
  void whatIsRejectedIsNotSentAgain() throws IOException {
    var sdk = segment(key);
    sdk.enqueue(TrackMessage.builder("Long ago").userId(user).timestamp(new Date(0)));
    sdk.enqueue(TrackMessage.builder("Now").userId(user));
    finish(sdk, 2);

    assertThat(succeeded).hasSize(2);
    assertThat(requests).hasValue(1);
    assertThat(event("Now").path("userid").asText()).isEqualTo(user);
    assertThat(Topic.recordsWith(Lane.LIVE, user)).hasSize(1);
  }

  @Test
  void aWrongKeyIsGivenUpAtOnce() {
    var sdk = segment("gsk_wrong");
    sdk.enqueue(TrackMessage.builder("Now").userId(user));
    finish(sdk, 1);

    assertThat(failed).hasSize(1);
    assertThat(requests).hasValue(1);
    assertThat(Topic.recordsWith(Lane.LIVE, user)).isEmpty();
  }

  private Analytics segment(String writeKey) {
    var client = new OkHttpClient.Builder().addInterceptor(chain -> {
      requests.incrementAndGet();
      return chain.proceed(chain.request());
    }).build();
    return Analytics.builder(writeKey).endpoint(address()).client(client)
        .callback(new com.segment.analytics.Callback() {
          @Override
          public void success(Message message) {
            succeeded.add(message.messageId());
          }

          @Override
          public void failure(Message message, Throwable why) {
            failed.add(why.toString());
          }
        }).build();
  }

  private void finish(Analytics sdk, int messages) {
    sdk.flush();
    await().atMost(PATIENCE).until(() -> succeeded.size() + failed.size() == messages);
    sdk.shutdown();
  }

  private static String address() {
    return Sender.request("").build().uri().toString();
  }

  /// The one event of the type that names the user.
  private JsonNode event(String type) throws IOException {
    var found = new ArrayList<JsonNode>();
    for (var stored : Topic.recordsWith(Lane.LIVE, user)) {
      var event = JSON.readTree(stored.value());
      if (event.path("type").asText().equals(type)) {
        found.add(event);
      }
    }
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}

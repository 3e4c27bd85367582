package io.groundswell.proof;

import static org.awaitility.Awaitility.await;

import com.rudderstack.sdk.java.analytics.RudderAnalytics;
import com.segment.analytics.Analytics;
import com.segment.analytics.messages.Message;
import com.segment.analytics.messages.TrackMessage;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.awaitility.core.ConditionTimeoutException;

/// The SDKs that people have, with nothing changed but the address and the key, and what they were answered.
final class Sdks {

  /// One sender, which goes about being refused as its makers see fit.
  static final class Sender {

    private final List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private Runnable end = () -> {
    };

    List<Integer> statuses() {
      return List.copyOf(statuses);
    }

    int delivered() {
      return delivered.get();
    }

    int lost() {
      return lost.get();
    }

    void end() {
      end.run();
    }

    private OkHttpClient client() {
      Interceptor listening = chain -> {
        var answer = chain.proceed(chain.request());
        statuses.add(answer.code());
        return answer;
      };
      return new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(30)).addInterceptor(listening).build();
    }
  }

  private Sdks() {
  }

  /// Segment's for Java sends so many messages in one request.
  static Sender segment(URI edge, String key, String subject, int messages) {
    var sender = new Sender();
    var sdk = Analytics.builder(key).endpoint(edge.toString()).client(sender.client())
        .callback(new com.segment.analytics.Callback() {
          @Override
          public void success(Message message) {
            sender.delivered.incrementAndGet();
          }

          @Override
          public void failure(Message message, Throwable why) {
            sender.lost.incrementAndGet();
          }
        }).build();
    sender.end = sdk::shutdown;
    for (int each = 0; each < messages; each++) {
      sdk.enqueue(TrackMessage.builder("Liked").userId("jo")
          .integrationOptions("Groundswell", Map.of("subject", subject, "platform", "x")));
    }
    sdk.flush();
    return sender;
  }

  /// RudderStack's for Java, compressed.
  static Sender rudderStack(URI edge, String key, String subject, int messages) {
    var sender = new Sender();
    var sdk = RudderAnalytics.builder(key).setDataPlaneUrl(edge.toString()).setGZIP(true).client(sender.client())
        .callback(new com.rudderstack.sdk.java.analytics.Callback() {
          @Override
          public void success(com.rudderstack.sdk.java.analytics.messages.Message message) {
            sender.delivered.incrementAndGet();
          }

          @Override
          public void failure(com.rudderstack.sdk.java.analytics.messages.Message message, Throwable why) {
            sender.lost.incrementAndGet();
          }
        }).build();
    sender.end = sdk::shutdown;
    for (int each = 0; each < messages; each++) {
      sdk.enqueue(com.rudderstack.sdk.java.analytics.messages.TrackMessage.builder("Liked").userId("jo")
          .integrationOptions("Groundswell", Map.of("subject", subject, "platform", "x")));
    }
    sdk.flush();
    return sender;
  }

  /// The one of CloudEvents writes requests and leaves sending them to its user: here as EVENTS.md has it, again after
  /// `Retry-After` on 429 and 503.
  static Sender cloudEvents(URI edge, String key, String subject, int events) {
    var sender = new Sender();
    var thread = Thread.ofVirtual().start(() -> {
      try (var client = HttpClient.newHttpClient()) {
        for (int each = 0; each < events; each++) {
          var event = CloudEventBuilder.v1().withId("sdk-" + each).withSource(URI.create("sdk")).withType("Liked")
              .withTime(Instant.now().atOffset(ZoneOffset.UTC)).withSubject(subject).withExtension("platform", "x")
              .withData("application/json", "{}".getBytes(StandardCharsets.UTF_8)).build();
          var request = HttpRequest.newBuilder(edge.resolve("/v1/events")).header("X-API-Key", key);
          HttpMessageFactory.createWriter(request::header,
              body -> request.POST(BodyPublishers.ofByteArray(body == null ? new byte[0] : body))).writeBinary(event);
          deliver(client, request.build(), sender);
        }
      } catch (ConditionTimeoutException never) {
        sender.lost.incrementAndGet();
      }
    });
    sender.end = thread::interrupt;
    return sender;
  }

  private static void deliver(HttpClient client, HttpRequest request, Sender sender) {
    var pause = new AtomicLong();
    await().atMost(Duration.ofMinutes(3)).pollDelay(Duration.ZERO)
        .pollInterval((poll, before) -> Duration.ofSeconds(pause.get())).until(() -> {
          var answer = client.send(request, BodyHandlers.ofString());
          sender.statuses.add(answer.statusCode());
          pause.set(answer.headers().firstValueAsLong("Retry-After").orElse(1));
          return answer.statusCode() == 202;
        });
    sender.delivered.incrementAndGet();
  }
}

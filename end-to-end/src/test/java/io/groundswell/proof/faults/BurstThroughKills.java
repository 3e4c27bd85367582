package io.groundswell.proof.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.traffic.Tenant;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;

/// The same calm day and the same burst for each organisation, told through whatever happens meanwhile.
final class BurstThroughKills {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HASHTAGS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Whereabouts place;
  private final List<String> calm = new ArrayList<>();
  private final List<String> burst = new ArrayList<>();

  BurstThroughKills(Whereabouts place, Instant now) {
    this.place = place;
    var random = new Random(11);
    for (int step = 12 * 24; step > 3; step--) {
      for (int hashtag = 0; hashtag < HASHTAGS; hashtag++) {
        calm.add(event(hashtag, now.minus(Duration.ofMinutes(5L * step)), 8 + random.nextInt(5)));
      }
    }
    for (int step = 60; step > 0; step--) {
      for (int hashtag = 0; hashtag < 2; hashtag++) {
        burst.add(event(hashtag, now.minus(Duration.ofSeconds(15L * step)), 40 + 20 * hashtag));
      }
    }
  }

  void tellTheDay(Tenant tenant) {
    send(tenant, calm);
  }

  int pieces() {
    return 6;
  }

  void tellAPiece(Tenant tenant, int piece) {
    int size = burst.size() / pieces();
    send(tenant, burst.subList(piece * size, (piece + 1) * size));
  }

  /// What stands on an organisation's board, with all of its figures; nothing where it is not answered.
  JsonNode board(Tenant tenant, String window) throws IOException, InterruptedException {
    return board(place.trend(), tenant, window);
  }

  /// The same, of one of several replicas.
  JsonNode board(URI replica, Tenant tenant, String window) throws IOException, InterruptedException {
    try {
      var reply = client.send(HttpRequest.newBuilder(replica.resolve("/v1/trends?window=" + window))
          .header("Authorization", "Bearer " + tenant.key()).timeout(Duration.ofSeconds(5)).build(),
          BodyHandlers.ofString());
      return reply.statusCode() == 200 ? JSON.readTree(reply.body()) : JSON.createObjectNode();
    } catch (IOException away) {
      return JSON.createObjectNode();
    }
  }

  /// Until it is accepted: what was sent before is sent again, and counts once.
  private void send(Tenant tenant, List<String> events) {
    for (int from = 0; from < events.size(); from += 100) {
      var batch = "[" + String.join(",", events.subList(from, Math.min(events.size(), from + 100))) + "]";
      Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
        try {
          var reply = client.send(HttpRequest.newBuilder(place.ingest().resolve("/v1/events"))
              .header("Authorization", "Bearer " + tenant.key())
              .header("Content-Type", "application/cloudevents-batch+json")
              .timeout(Duration.ofSeconds(40))
              .POST(BodyPublishers.ofString(batch))
              .build(), BodyHandlers.ofString());
          return reply.statusCode() == 200 && reply.body().contains("\"rejected\":0");
        } catch (IOException away) {
          return false;
        }
      });
    }
  }

  private static String event(int hashtag, Instant time, int mentions) {
    return "{\"specversion\":\"1.0\",\"id\":\"" + hashtag + "-" + time + "\",\"source\":\"burst\",\"type\":"
        + "\"metric.observed\",\"time\":\"" + time + "\",\"subject\":\"hashtag/h" + hashtag + "\",\"platform\":\"x\","
        + "\"userid\":\"fan-" + time.getEpochSecond() % 17 + "\",\"data\":{\"metrics\":{\"mentions\":" + mentions
        + "}}}";
  }
}

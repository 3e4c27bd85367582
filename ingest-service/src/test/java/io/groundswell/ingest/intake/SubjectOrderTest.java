package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Lane;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/// What is sent after an acknowledgement lies behind it, over whatever connection it comes and in whatever company.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class SubjectOrderTest {

  private static final int CONNECTIONS = 12;
  private static final int STEPS = 300;

  private final String subject = "post/" + UUID.randomUUID();

  @Test
  void eventsOfASubjectKeepTheOrderInWhichTheyWereAcknowledged() throws Exception {
    Sender.withBootstrapKey();
    var random = new Random(7);
    var done = new AtomicBoolean();
    var others = IntStream.range(0, 4).mapToObj(i -> Thread.ofVirtual().start(() -> {
      try (var client = HttpClient.newHttpClient()) {
        while (!done.get()) {
          send(client, events("noise", 0, i % 2 == 0 ? 1 : 400));
        }
      }
    })).toList();
    var clients = new ArrayList<HttpClient>();
    IntStream.range(0, CONNECTIONS)
        .forEach(i -> clients.add(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()));

    int number = 0;
    for (int step = 0; step < STEPS; step++) {
      // One goes as it is, many are compressed: two producers at the edge.
      int size = random.nextInt(3) == 0 ? 150 : 1 + random.nextInt(3);
      send(clients.get(random.nextInt(CONNECTIONS)), events("step", number, size));
      number += size;
    }
    done.set(true);
    for (var thread : others) {
      thread.join();
    }
    clients.forEach(HttpClient::close);

    var found = Topic.recordsWith(Lane.LIVE, subject);
    assertThat(found.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
    var numbers = found.stream().sorted(Comparator.comparingLong(ConsumerRecord::offset)).map(Topic::text)
        .filter(text -> text.contains("\"source\":\"step\"")).map(SubjectOrderTest::number).toList();
    assertThat(numbers).isEqualTo(IntStream.range(0, number).boxed().toList());
  }

  private List<String> events(String source, int first, int size) {
    return IntStream.range(first, first + size)
        .mapToObj(i -> Sender.event("n" + i, Sender.now()).replace("\"test\"", '"' + source + '"')
            .replace("hashtag/foo", subject))
        .toList();
  }

  private static int number(String text) {
    int from = text.indexOf("\"id\":\"n") + 7;
    return Integer.parseInt(text.substring(from, text.indexOf('"', from)));
  }

  private static void send(HttpClient client, List<String> events) {
    try {
      var request = Sender.request("/v1/events").header("Content-Type", Sender.BATCH)
          .header("X-API-Key", EdgeBackend.KEY.text())
          .POST(BodyPublishers.ofString("[" + String.join(",", events) + "]")).build();
      var reply = client.send(request, BodyHandlers.ofString());
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.body()).contains("\"rejected\":0");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

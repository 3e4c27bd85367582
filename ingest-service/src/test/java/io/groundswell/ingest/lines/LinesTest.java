package io.groundswell.ingest.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import io.groundswell.contract.Lane;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.OpenStream;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.groundswell.ingest.TriesLimit;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class LinesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int LINES = 150_000;

  private final Sender sender = Sender.withBootstrapKey();

  @Inject
  LinesRoute route;

  @Inject
  MeterRegistry meters;

  @Test
  void everyLineIsAnsweredForItself() {
    var id = UUID.randomUUID().toString();
    var subject = "post/" + UUID.randomUUID();
    var tooLong = Sender.event().replace("\"data\":{", "\"data\":{\"note\":\"" + "n".repeat(256 << 10) + "\",");

    var answers = answers(sender.post("/v1/events", "application/x-ndjson", String.join("\n",
        Sender.event(id, Sender.now()), "", "{}", tooLong, "not json",
        "{\"subject\":\"" + subject + "\",\"time\":\"" + Sender.now() + "\",\"metrics\":{\"likes\":1}}")));

    assertThat(answers).hasSize(6);
    assertThat(answers.get(0).toString()).matches(
        "\\{\"line\":1,\"id\":\"" + id + "\",\"status\":\"accepted\",\"receipt\":\"[A-Za-z0-9_-]{22}\"}");
    assertThat(answers.get(1).path("line").asInt()).isEqualTo(3);
    assertThat(answers.get(1).at("/problem/type").asText()).isEqualTo("/problems/missing_attribute");
    assertThat(answers.get(2).at("/problem/type").asText()).isEqualTo("/problems/too_large");
    assertThat(answers.get(3).at("/problem/type").asText()).isEqualTo("/problems/not_json");
    assertThat(answers.get(4).path("line").asInt()).isEqualTo(6);
    assertThat(answers.get(5)).hasToString("{\"lines\":5,\"accepted\":2,\"rejected\":3,\"unanswered\":0,"
        + "\"lastLine\":6,\"complete\":true}");
    assertThat(Topic.recordsWith(Lane.LIVE, id)).hasSize(1);
    assertThat(Topic.recordsWith(Lane.LIVE, subject)).hasSize(1);
  }

  @Test
  void noLinesAreAnsweredAsNone() {
    var reply = sender.post("/v1/events", "application/x-ndjson; charset=utf-8", "\n");

    assertThat(reply.contentType()).isEqualTo("application/x-ndjson");
    assertThat(answers(reply).getFirst().path("complete").asBoolean()).isTrue();
  }

  @Test
  void aLineIsAnsweredWhileTheStreamIsOpen() throws IOException {
    try (var stream = OpenStream.open("Expect: 100-continue")) {
      assertThat(stream.status()).isEqualTo(100);
    }
    try (var stream = OpenStream.open()) {
      for (int line = 1; line <= 3; line++) {
        stream.send(Sender.event().substring(0, 20));
      }
      stream.send("\n");
      assertThat(stream.next().path("status").asText()).isEqualTo("rejected");
      var id = UUID.randomUUID().toString();
      stream.send(Sender.event(id, Sender.now()) + "\n");
      assertThat(stream.next().path("id").asText()).isEqualTo(id);
      assertThat(Topic.recordsWith(Lane.LIVE, id)).hasSize(1);
      stream.end();
      assertThat(stream.next().path("complete").asBoolean()).isTrue();
      assertThat(stream.hasEnded()).isTrue();
      assertThat(stream.isClosed()).as("as it said").isTrue();
    }
  }

  @Test
  void whoeverWantsHearsOfBadLinesOnly() {
    var reply = Sender.send(sender.events("application/x-ndjson").header("Prefer", "return=minimal")
        .POST(BodyPublishers.ofString(Sender.event() + "\n{}\n" + Sender.event())).build());

    assertThat(reply.http().headers().firstValue("Preference-Applied")).contains("return=minimal");
    assertThat(answers(reply)).hasSize(2);
    assertThat(answers(reply).getFirst().path("line").asInt()).isEqualTo(2);
  }

  @Test
  void anyNumberOfLinesTakesNoMoreMemoryThanAFew() throws Exception {
    var heap = new ArrayList<Long>();
    try (var stream = OpenStream.open("Prefer: return=minimal")) {
      var sent = CompletableFuture.runAsync(() -> send(stream, heap), Thread::startVirtualThread);
      var closing = stream.next();
      sent.get();

      assertThat(closing.path("accepted").asInt()).isEqualTo(200_000);
      assertThat(closing.path("complete").asBoolean()).isTrue();
    }
    // 30 MB were sent between the first look and the last. Producer and broker are of this JVM, too.
    assertThat(heap).hasSize(4).allMatch(bytes -> bytes - heap.getFirst() < 15L << 20);
  }

  private static void send(OpenStream stream, List<Long> heap) {
    try {
      var thousand = (Sender.event("again", Sender.now()) + "\n").repeat(1_000);
      for (int thousands = 1; thousands <= 200; thousands++) {
        stream.send(thousand);
        if (thousands % 50 == 0) {
          heap.add(heapInUse());
        }
      }
      stream.end();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void whoDoesNotReadTheAnswersIsHeldBack() throws IOException {
    try (var stream = OpenStream.open()) {
      var sent = new AtomicLong();
      var thousand = ("{" + " ".repeat(500) + "}\n").repeat(1_000);
      var sending = Thread.ofVirtual().start(() -> {
        try {
          while (sent.get() < LINES) {
            stream.send(thousand);
            sent.addAndGet(1_000);
          }
        } catch (IOException closed) {
          // By the end of the test.
        }
      });
      // 75 MB of lines and 27 MB of answers are more than the buffers on the way hold.
      var last = new AtomicLong(-1);
      await().pollInterval(Duration.ofMillis(500)).atMost(Duration.ofSeconds(60))
          .until(() -> last.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
      assertThat(sending.isAlive()).isTrue();
      assertThat(sent.get()).isLessThan(LINES);
      for (int line = 1; line <= LINES; line++) {
        assertThat(stream.next().path("line").asInt()).isEqualTo(line);
      }
      stream.end();
      assertThat(stream.next().path("rejected").asInt()).isEqualTo(LINES);
    }
  }

  @Test
  void aQuotaSlowsAStreamDownAndDoesNotEndIt() {
    var made = sender.ask("POST", "/v1/keys",
        "{\"name\":\"" + UUID.randomUUID() + "\",\"kind\":\"write\",\"rateLimit\":500}");
    var slow = Sender.withKey(made.body().path("secret").asText());
    long begun = System.nanoTime();

    var answers = answers(slow.post("/v1/events", "application/x-ndjson", (Sender.event() + "\n").repeat(2_500)));

    assertThat(answers.getLast().path("accepted").asInt()).isEqualTo(2_500);
    // 1,000 at once, the next thousand when one of them is earned again, and the rest a thousand later.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void aStreamMayBeCompressed(String encoding) throws IOException {
    var whole = compressed(encoding, (Sender.event() + "\n").repeat(2_000));

    var answers = answers(Sender.send(sender.events("application/x-ndjson").header("Content-Encoding", encoding)
        .POST(BodyPublishers.ofByteArray(whole)).build()));
    var cut = Sender.send(sender.events("application/x-ndjson").header("Content-Encoding", encoding)
        .POST(BodyPublishers.ofByteArray(Arrays.copyOf(whole, whole.length - 4))).build());

    assertThat(answers.getLast().path("accepted").asInt()).isEqualTo(2_000);
    var closing = answers(cut).getLast();
    assertThat(closing.path("complete").asBoolean()).isFalse();
    assertThat(closing.at("/problem/type").asText()).isEqualTo("/problems/invalid_encoding");
    assertThat(closing.path("lines").asInt()).isEqualTo(closing.path("accepted").asInt()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"999, 1", "1000, 1", "1001, 2"})
  @TriesLimit("/lines/together")
  void aThousandLinesGoToTheBrokerTogether(int lines, int times) throws IOException {
    assertThat(sender.ask("GET", "/v1/limits", "").body().at("/lines/together").asInt()).isEqualTo(1_000);
    long before = meters.get("groundswell.intake.acknowledgement").timer().count();

    assertThat(answersToAllAtOnce("1\n".repeat(lines)).getLast().path("rejected").asInt()).isEqualTo(lines);

    assertThat(meters.get("groundswell.intake.acknowledgement").timer().count() - before).isEqualTo(times);
  }

  /// Sixteen lines that hold a byte less than the limit take one line more along; those that reach it do not.
  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 2", "1, 2"})
  @TriesLimit("/lines/bytesTogether")
  void soManyBytesGoToTheBrokerTogetherAndOneLineMore(int beyond, int times) throws IOException {
    int limit = sender.ask("GET", "/v1/limits", "").body().at("/lines/bytesTogether").asInt();
    int first = limit + beyond - 15 * (limit / 16);
    var lines = "1".repeat(first) + ("\n" + "1".repeat(limit / 16)).repeat(15) + "\n1\n";
    long before = meters.get("groundswell.intake.acknowledgement").timer().count();

    assertThat(answersToAllAtOnce(lines).getLast().path("rejected").asInt()).isEqualTo(17);

    assertThat(meters.get("groundswell.intake.acknowledgement").timer().count() - before).isEqualTo(times);
  }

  @Test
  void whatIsNoStreamAtAllIsAProblemWithItsStatus() {
    var corrupt = Sender.send(sender.events("application/x-ndjson").header("Content-Encoding", "gzip")
        .POST(BodyPublishers.ofString(Sender.event())).build());
    var unknown = Sender.send(sender.events("application/x-ndjson").header("Content-Encoding", "br")
        .POST(BodyPublishers.ofString(Sender.event())).build());

    assertThat(corrupt.status()).isEqualTo(400);
    assertThat(corrupt.problem()).isEqualTo("invalid_encoding");
    assertThat(unknown.status()).isEqualTo(415);
  }

  @Test
  void attributesInHeadersMakeItBinaryMode() {
    var reply = Sender.send(sender.events("application/x-ndjson").header("ce-specversion", "1.0").header("ce-id", "1")
        .header("ce-source", "s").header("ce-type", "t").header("ce-time", Sender.now().toString())
        .POST(BodyPublishers.ofString("{}\n{}\n")).build());

    assertThat(reply.problem()).isEqualTo("unsupported_data");
  }

  @Test
  void aStreamEndsWithEverythingAnsweredWhenTheServiceStops() throws IOException {
    try (var stream = OpenStream.open()) {
      var id = UUID.randomUUID().toString();
      stream.send(Sender.event(id, Sender.now()) + "\n" + Sender.event().substring(0, 30));
      assertThat(stream.next().path("status").asText()).isEqualTo("accepted");

      route.endStreams();

      var closing = stream.next();
      assertThat(closing.path("lastLine").asInt()).isEqualTo(1);
      assertThat(closing.path("complete").asBoolean()).isFalse();
      assertThat(closing.at("/problem/type").asText()).isEqualTo("/problems/stopping");
      assertThat(stream.hasEnded()).isTrue();
      assertThat(Topic.recordsWith(Lane.LIVE, id)).hasSize(1);
    }
  }

  @Test
  void aStreamEndsWithItsKeyAndWhatCameBeforeStaysAnswered() throws IOException {
    var made = sender.ask("POST", "/v1/keys", "{\"name\":\"" + UUID.randomUUID() + "\",\"kind\":\"write\"}").body();
    var id = UUID.randomUUID().toString();
    try (var stream = OpenStream.withKey(made.path("secret").asText())) {
      stream.send(Sender.event() + "\n");
      assertThat(stream.next().path("status").asText()).isEqualTo("accepted");

      assertThat(sender.ask("DELETE", "/v1/keys/" + made.at("/key/id").asText(), "").status()).isEqualTo(204);
      stream.send(Sender.event(id, Sender.now()) + "\n");

      var closing = stream.next();
      assertThat(closing.path("complete").asBoolean()).isFalse();
      assertThat(closing.at("/problem/type").asText()).isEqualTo("/problems/unauthorized");
      assertThat(closing.path("accepted").asInt()).isEqualTo(1);
      assertThat(closing.path("lastLine").asInt()).isEqualTo(1);
      assertThat(stream.hasEnded()).isTrue();
    }
    assertThat(Topic.recordsWith(Lane.LIVE, id)).isEmpty();
  }

  private static List<JsonNode> answers(Sender.Reply reply) {
    assertThat(reply.status()).as(reply.http().body()).isEqualTo(200);
    HttpResponse<String> http = reply.http();
    return http.body().lines().map(LinesTest::json).toList();
  }

  /// Compressed they fit into what the edge reads at once.
  private static List<JsonNode> answersToAllAtOnce(String lines) throws IOException {
    var answers = new ArrayList<JsonNode>();
    try (var stream = OpenStream.atOnce(compressed("gzip", lines), "Content-Encoding: gzip")) {
      do {
        answers.add(stream.next());
      } while (!answers.getLast().has("complete"));
    }
    return answers;
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new IllegalStateException(line, e);
    }
  }

  private static byte[] compressed(String encoding, String body) throws IOException {
    var plain = body.getBytes(StandardCharsets.UTF_8);
    if (encoding.equals("zstd")) {
      return Zstd.compress(plain);
    }
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}

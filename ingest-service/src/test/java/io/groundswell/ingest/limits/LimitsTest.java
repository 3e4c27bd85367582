package io.groundswell.ingest.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.TriesLimit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every published limit, by the value that the edge publishes: one less and the limit itself are taken, one more is
/// not.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class LimitsTest {

  private static final String DATA = "\"data\":{";

  private final Sender sender = Sender.withBootstrapKey();

  private static Arguments limit(String name, String refusal, IntFunction<String> event) {
    return Arguments.of(name, refusal, event);
  }

  static List<Arguments> limitsOfAnEvent() {
    return List.of(
        limit("/event/bytes", "too_large", LimitsTest::eventOfCanonicalSize),
        limit("/event/depth", "too_large", depth -> with(
            "\"x\":" + "[".repeat(depth - 2) + "]".repeat(depth - 2) + ",")),
        limit("/event/nameLength", "too_large", length -> with("\"" + "n".repeat(length) + "\":1,")),
        limit("/event/numberLength", "too_large", length -> with("\"x\":" + "1".repeat(length) + ",")),
        limit("/event/idLength", "invalid_attribute", length -> attribute("id", "i".repeat(length))),
        limit("/event/sourceLength", "invalid_attribute", length -> attribute("source", "s".repeat(length))),
        limit("/event/typeLength", "invalid_attribute", length -> attribute("type", "t".repeat(length))),
        limit("/event/platformLength", "invalid_attribute", length -> attribute("platform", "p".repeat(length))),
        limit("/event/extensionLength", "invalid_attribute", length -> attribute("mine", "e".repeat(length))),
        limit("/event/extensions", "too_large", LimitsTest::extensions),
        limit("/event/metrics", "invalid_data", LimitsTest::metrics),
        limit("/event/metricNameLength", "invalid_data",
            length -> Sender.event().replace("\"likes\"", "\"" + "m".repeat(length) + "\"")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("limitsOfAnEvent")
  void isTakenUpToTheLimitAndRefusedBeyondIt(String name, String refusal, IntFunction<String> event) {
    int limit = published(name);

    assertThat(sender.single(event.apply(limit - 1)).status()).as("limit - 1").isEqualTo(202);
    assertThat(sender.single(event.apply(limit)).status()).as("limit").isEqualTo(202);
    var beyond = sender.single(event.apply(limit + 1));
    assertThat(beyond.problem()).as("limit + 1").isEqualTo(refusal);
    assertThat(beyond.status()).isBetween(400, 422);
  }

  @Test
  @TriesLimit({"/event/lowestExponent", "/event/highestNumber"})
  void aNumberIsKeptBetweenItsLimits() {
    int lowest = published("/event/lowestExponent");
    var highest = limits(sender).at("/event/highestNumber").asText();

    assertThat(sender.single(with("\"x\":1e" + (lowest + 1) + ",")).status()).isEqualTo(202);
    assertThat(sender.single(with("\"x\":1e" + lowest + ",")).status()).isEqualTo(202);
    assertThat(sender.single(with("\"x\":1e" + (lowest - 1) + ",")).problem()).isEqualTo("number_out_of_range");
    assertThat(sender.single(with("\"x\":" + highest + ",")).status()).isEqualTo(202);
    assertThat(sender.single(with("\"x\":" + highest.replace("157E", "159E") + ",")).problem())
        .isEqualTo("number_out_of_range");
  }

  @Test
  @TriesLimit("/event/stringLength")
  void aStringIsReadUpToItsLimit() {
    int limit = published("/event/stringLength");

    // An event that holds such a string is too large for another reason, which names its limit.
    assertThat(detailOf(with("\"x\":\"" + "s".repeat(limit - 1) + "\","))).contains("bytes");
    assertThat(detailOf(with("\"x\":\"" + "s".repeat(limit) + "\","))).contains("bytes");
    assertThat(detailOf(with("\"x\":\"" + "s".repeat(limit + 1) + "\","))).contains("strings");
  }

  @Test
  @TriesLimit("/body/bytes")
  void aBodyIsTakenUpToItsSize() {
    int limit = published("/body/bytes");
    var event = Sender.event();

    assertThat(sender.single(event + " ".repeat(limit - 1 - event.length())).status()).isEqualTo(202);
    assertThat(sender.single(event + " ".repeat(limit - event.length())).status()).isEqualTo(202);
    assertThat(sender.single(event + " ".repeat(limit + 1 - event.length())).status()).isEqualTo(413);
  }

  @Test
  void aCompressedBodyIsTakenUpToItsSizeWhenInflated() throws IOException {
    int limit = published("/body/bytes");

    assertThat(compressed(limit - 1)).isEqualTo(202);
    assertThat(compressed(limit)).isEqualTo(202);
    assertThat(compressed(limit + 1)).isEqualTo(413);
  }

  private static int compressed(int length) throws IOException {
    var event = Sender.event();
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write((event + " ".repeat(length - event.length())).getBytes(StandardCharsets.UTF_8));
    }
    return Sender.send(Sender.request("/v1/events").header("X-API-Key", EdgeBackend.KEY.text())
        .header("Content-Type", Sender.SINGLE).header("Content-Encoding", "gzip")
        .POST(BodyPublishers.ofByteArray(bytes.toByteArray())).build()).status();
  }

  @Test
  @TriesLimit("/lines/bytes")
  void aLineIsTakenUpToItsSize() {
    int limit = published("/lines/bytes");
    var event = Sender.event();
    var longLines = IntStream.of(limit - 1, limit, limit + 1)
        .mapToObj(length -> "{" + " ".repeat(length - event.length()) + event.substring(1)).toList();

    var answers = sender.post("/v1/events", "application/x-ndjson", String.join("\n", longLines)).http().body()
        .lines().toList();

    assertThat(answers.get(0)).as("limit - 1").contains("accepted");
    assertThat(answers.get(1)).as("limit").contains("accepted");
    assertThat(answers.get(2)).as("limit + 1").contains("\"line\":3", "/problems/too_large");
  }

  @Test
  @TriesLimit("/body/events")
  void aBatchIsTakenUpToItsCount() {
    int limit = published("/body/events");

    for (int count : List.of(limit - 1, limit)) {
      assertThat(sender.batch(Collections.nCopies(count, "1")).body().path("rejected").asInt()).isEqualTo(count);
    }
    assertThat(sender.batch(Collections.nCopies(limit + 1, "1")).status()).isEqualTo(413);
  }

  @Test
  @TriesLimit("/body/tokens")
  void aBodyIsReadUpToItsTokens() {
    int limit = published("/body/tokens");

    // Two brackets of the batch, two of the array in it, and numbers.
    for (int tokens : List.of(limit - 1, limit)) {
      assertThat(sender.batch(List.of("[1" + ",1".repeat(tokens - 5) + "]")).status()).isEqualTo(200);
    }
    assertThat(sender.batch(List.of("[1" + ",1".repeat(limit - 4) + "]")).status()).isEqualTo(413);
  }

  @Test
  void showsWhatTheKeyMaySend() {
    var shown = limits(sender);

    assertThat(shown.at("/key/events/perSecond").asLong()).isEqualTo(500_000);
    assertThat(shown.at("/key/events/burst").asLong()).isEqualTo(1_000_000);
    assertThat(shown.at("/key/bytes/perSecond").asLong()).isEqualTo(256L << 20);
    assertThat(shown.at("/key/bytesHeld").asLong()).isEqualTo(32L << 20);
    assertThat(shown.at("/edge/bytesHeld").asLong()).isEqualTo(64L << 20);
    assertThat(shown.at("/edge/connections").asLong()).isEqualTo(16_384);
    assertThat(shown.at("/edge/headerSeconds").asLong()).isEqualTo(20);
    assertThat(shown.at("/edge/subjectBytesWaiting").asLong()).isEqualTo(4L << 20);
    assertThat(shown.at("/lines/together").asLong()).isEqualTo(1_000);
    assertThat(shown.at("/lines/bytesTogether").asLong()).isEqualTo(1L << 20);
    assertThat(shown.at("/lines/silentSeconds").asLong()).isEqualTo(25);
    assertThat(shown.at("/lines/streams").asLong()).isEqualTo(64);
    assertThat(shown.at("/body/seconds").asLong()).isEqualTo(30);
    assertThat(shown.at("/time/liveBackSeconds").asLong()).isEqualTo(7 * 86_400);
    assertThat(shown.at("/time/aheadSeconds").asLong()).isEqualTo(600);
  }

  /// Who publishes another limit tries it here or elsewhere, and marks the test with [TriesLimit]; who removes a test
  /// finds its limit untried.
  @Test
  void everyPublishedLimitIsTried() {
    var ofEvents = limitsOfAnEvent().stream().map(limit -> (String) limit.get()[0]);
    var marked = new ClassFileImporter().importPath(Path.of("target/test-classes")).stream()
        .flatMap(tests -> tests.getMethods().stream())
        .filter(test -> test.isAnnotatedWith(Test.class) || test.isAnnotatedWith(ParameterizedTest.class))
        .flatMap(test -> test.tryGetAnnotationOfType(TriesLimit.class).stream())
        .flatMap(tried -> Stream.of(tried.value()));

    assertThat(Stream.concat(ofEvents, marked)).containsExactlyInAnyOrderElementsOf(names(limits(sender), ""));
  }

  private static List<String> names(JsonNode limits, String at) {
    return limits.isObject() ? limits.properties().stream()
        .flatMap(member -> names(member.getValue(), at + "/" + member.getKey()).stream()).toList() : List.of(at);
  }

  @Test
  void aParameterThatNobodyAsksForIsNamed() {
    var reply = sender.ask("GET", "/v1/limits?key=mine", "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("invalid_parameter");
    assertThat(reply.body().path("detail").asText()).isEqualTo("key is unknown here; there are no parameters");
  }

  @Test
  void isForWhoeverMaySend() {
    assertThat(Sender.withKey(Keys.make(1, Scope.WRITE)).ask("GET", "/v1/limits", "").status()).isEqualTo(200);
    assertThat(Sender.withKey(Keys.make(1, Scope.READ)).ask("GET", "/v1/limits", "").status()).isEqualTo(403);
  }

  private int published(String pointer) {
    var value = limits(sender).at(pointer);
    assertThat(value.isIntegralNumber()).as(pointer).isTrue();
    return value.asInt();
  }

  private static JsonNode limits(Sender sender) {
    var reply = sender.ask("GET", "/v1/limits", "");
    assertThat(reply.status()).isEqualTo(200);
    return reply.body();
  }

  private String detailOf(String event) {
    var reply = sender.single(event);
    assertThat(reply.problem()).isEqualTo("too_large");
    return reply.body().path("detail").asText().toLowerCase(Locale.ROOT);
  }

  /// Something more in the data.
  private static String with(String member) {
    return Sender.event().replace(DATA, DATA + member);
  }

  private static String attribute(String name, String value) {
    var event = Sender.event();
    return event.contains("\"" + name + "\":")
        ? event.replaceFirst("\"" + name + "\":\"[^\"]*\"", "\"" + name + "\":\"" + value + "\"")
        : event.replaceFirst("\\{", "{\"" + name + "\":\"" + value + "\",");
  }

  private static String extensions(int count) {
    var event = new StringBuilder("{");
    IntStream.range(0, count).forEach(each -> event.append("\"ext").append(each).append("\":1,"));
    return Sender.event().replaceFirst("\\{", event.toString());
  }

  private static String metrics(int count) {
    var metrics = new ArrayList<String>();
    IntStream.range(0, count).forEach(each -> metrics.add("\"m" + each + "\":1"));
    return Sender.event().replace("\"likes\":3", String.join(",", metrics));
  }

  /// The edge adds what is its own: organisation, time of receipt and version.
  private static String eventOfCanonicalSize(int size) {
    var event = with("\"x\":\"\",");
    int ours =
        ",\"organization\":\"1\",\"receivedtime\":\"2026-11-20T17:00:00.123456Z\",\"schemaversion\":\"1\"".length();
    return event.replace("\"x\":\"\"", "\"x\":\"" + "s".repeat(size - event.length() - ours) + "\"");
  }
}

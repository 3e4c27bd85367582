package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.groundswell.contract.Lane;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every way to put an event into a request.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class ModesTest {

  private static final String JSON = "application/json";
  private static final int LARGEST_BODY = 8 << 20;

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  void inBinaryModeTheAttributesAreHeaders() {
    var id = UUID.randomUUID().toString();

    var reply = binary(id, "{\"metrics\":{\"likes\":3}}", "ce-subject", "hashtag/%E2%82%AC%20%F0%9F%98%80",
        "CE-Platform", "x", "ce-sampledrate", "2", "ce-userid", "\"J. \\\"Jo\\\" Doe\"");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body().path("id").asText()).isEqualTo(id);
    assertThat(Topic.text(Topic.recordsWith(Lane.LIVE, id).getFirst())).contains("\"subject\":\"hashtag/€ 😀\"",
        "\"platform\":\"x\"", "\"sampledrate\":2", "\"userid\":\"J. \\\"Jo\\\" Doe\"",
        "\"data\":{\"metrics\":{\"likes\":3}}}");
  }

  @Test
  void aStructuredBodyCountsAndNotTheHeadersBesideIt() {
    var id = UUID.randomUUID().toString();

    var reply = Sender.send(sender.events(Sender.SINGLE).header("ce-specversion", "1.0").header("ce-id", "other")
        .POST(BodyPublishers.ofString(Sender.event(id, Sender.now()))).build());

    assertThat(reply.body().path("id").asText()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "ce-subject         | post/100%      | invalid_attribute   | /subject",
      "ce-subject         | post/%C0%A0    | invalid_attribute   | /subject",
      "ce-subject         | post/%00       | invalid_text        | /subject",
      "ce-datacontenttype | text/plain     | invalid_attribute   | /datacontenttype",
      "ce-id              | again          | duplicate_attribute | /id",
      "ce-organization    | 2              | reserved_attribute  | /organization",
      "ce-some_thing      | 2              | invalid_attribute   | ''"})
  void anAttributeInAHeaderKeepsTheRules(String header, String value, String slug, String pointer) {
    var reply = binary(UUID.randomUUID().toString(), "{}", header, value);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo(slug);
    assertThat(reply.body().path("pointer").asText()).isEqualTo(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/octet-stream", "application/xml"})
  void dataThatIsNotJsonIsAProblemThatSaysSo(String contentType) {
    var reply = Sender.send(sender.events(contentType).header("ce-specversion", "1.0").header("ce-id", "1")
        .header("ce-source", "s").header("ce-type", "note").header("ce-time", Sender.now().toString())
        .POST(BodyPublishers.ofString("hello")).build());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("unsupported_data");
    assertThat(reply.body().path("detail").asText()).contains("application/json");
  }

  @Test
  void whoMistakesABatchForAnEventIsToldSo() {
    var batch = sender.post("/v1/events", Sender.SINGLE, "[" + Sender.event() + "]");
    var single = sender.post("/v1/events", Sender.BATCH, Sender.event());
    var line = sender.post("/v1/events", "application/x-ndjson", "[" + Sender.event() + "]");

    assertThat(batch.status()).isEqualTo(400);
    assertThat(batch.problem()).isEqualTo("not_a_cloud_event");
    assertThat(batch.body().path("detail").asText()).contains("this is an array", Sender.BATCH);
    assertThat(single.status()).isEqualTo(400);
    assertThat(single.problem()).isEqualTo("not_a_cloud_event");
    assertThat(single.body().path("detail").asText()).contains("this is one object", Sender.SINGLE);
    assertThat(line.http().body()).contains("this is an array");
    assertThat(sender.post("/v1/events", Sender.BATCH, "1").problem()).isEqualTo("not_json");
  }

  @Test
  void theShortFormIsEnough() {
    var subject = "post/" + UUID.randomUUID();
    var json = "{\"subject\":\"%s\",\"time\":\"%t\",\"metrics\":{\"likes\":10}}".replace("%s", subject).replace("%t",
        Sender.now().toString());

    var reply = sender.post("/v1/events", JSON, json);
    var again = sender.post("/v1/events", JSON, "[" + json + ",{\"subject\":\"" + subject + "\"}]");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(again.body().at("/results/0/id")).isEqualTo(reply.body().path("id"));
    assertThat(again.body().at("/results/1/problem/type").asText()).isEqualTo("/problems/missing_attribute");
    assertThat(Topic.text(Topic.recordsWith(Lane.LIVE, subject).getFirst())).contains("\"source\":\"api\"",
        "\"type\":\"metric.observed\"", "\"data\":{\"metrics\":{\"likes\":10}}}");
  }

  @Test
  void aKeyMayStampMissingTimes() {
    var withTime = Sender.event();
    var without = withTime.replaceFirst("\"time\":\"[^\"]+\",", "");
    var usual = sender.single(without);
    var made = sender.ask("POST", "/v1/keys",
        "{\"name\":\"" + UUID.randomUUID() + "\",\"kind\":\"write\",\"stampMissingTime\":true}");

    var stamping = Sender.withKey(made.body().path("secret").asText());
    for (var reply : List.of(stamping.single(without), stamping.post("/v1/events", JSON, "{\"metrics\":{\"a\":1}}"))) {
      assertThat(reply.status()).isEqualTo(202);
      var stored = Topic.text(Topic.recordsWith(Lane.LIVE, reply.body().path("id").asText()).getFirst());
      assertThat(stored.replaceFirst(".*\"time\":\"([^\"]+)\".*", "$1"))
          .isEqualTo(stored.replaceFirst(".*\"receivedtime\":\"([^\"]+)\".*", "$1"));
    }
    assertThat(stamping.batch(List.of(without, withTime)).body().path("accepted").asInt()).isEqualTo(2);
    assertThat(usual.status()).isEqualTo(400);
    assertThat(usual.body().path("pointer").asText()).isEqualTo("/time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void everyBodyMayBeCompressed(String encoding) throws IOException {
    var id = UUID.randomUUID().toString();

    assertThat(compressed(encoding, Sender.SINGLE, Sender.event(id, Sender.now())).status()).isEqualTo(202);
    assertThat(compressed(encoding, JSON, Sender.event()).status()).isEqualTo(202);
    assertThat(compressed(encoding, Sender.BATCH, "[" + Sender.event() + "]").body().path("accepted").asInt())
        .isEqualTo(1);
    assertThat(Topic.recordsWith(Lane.LIVE, id)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void theLimitHoldsForWhatComesOut(String encoding) throws IOException {
    var batch = "[" + Sender.event() + "]";

    assertThat(compressed(encoding, Sender.BATCH, batch + " ".repeat(LARGEST_BODY - batch.length() - 1)).status())
        .isEqualTo(200);
    assertThat(compressed(encoding, Sender.BATCH, batch + " ".repeat(LARGEST_BODY - batch.length())).status())
        .isEqualTo(200);
    var over = compressed(encoding, Sender.BATCH, batch + " ".repeat(LARGEST_BODY - batch.length() + 1));
    assertThat(over.status()).isEqualTo(413);
    assertThat(over.problem()).isEqualTo("too_large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void whatIsNotWhatItsEncodingSaysIsRefused(String encoding) throws IOException {
    var whole = deflated(encoding, Sender.event());
    var plain = sender.events(Sender.SINGLE).header("Content-Encoding", encoding);

    for (var body : List.of(new byte[0], Sender.event().getBytes(StandardCharsets.UTF_8),
        Arrays.copyOf(whole, whole.length - 1))) {
      var reply = Sender.send(plain.POST(BodyPublishers.ofByteArray(body)).build());
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.problem()).isIn("invalid_encoding", "not_a_cloud_event");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip"})
  void otherEncodingsAreNotTaken(String encoding) {
    var reply = Sender.send(sender.events(Sender.SINGLE).header("Content-Encoding", encoding)
        .POST(BodyPublishers.ofString(Sender.event())).build());

    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.problem()).isEqualTo("unsupported_media_type");
    assertThat(reply.http().headers().firstValue("Accept-Encoding")).contains("gzip, zstd, identity");
  }

  private Sender.Reply binary(String id, String data, String... headers) {
    return Sender.send(sender.events(JSON).header("ce-specversion", "1.0").header("ce-id", id)
        .header("ce-source", "test").header("ce-type", "metric.observed").header("ce-time", Sender.now().toString())
        .headers(headers).POST(BodyPublishers.ofString(data)).build());
  }

  private Sender.Reply compressed(String encoding, String contentType, String body) throws IOException {
    return Sender.send(sender.events(contentType).header("Content-Encoding", encoding)
        .POST(BodyPublishers.ofByteArray(deflated(encoding, body))).build());
  }

  private static byte[] deflated(String encoding, String body) throws IOException {
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

package io.groundswell.contract;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryModeTest {

  private static final String DATA = "{\"metrics\":{\"likes\":3}}";

  @Test
  void isTheSameEventAsInStructuredMode() {
    var structured = EventCodec.decode(bytes("""
        {"specversion":"1.0","id":"1","source":"s","type":"metric.observed","time":"2026-11-20T17:00:00Z",\
        "subject":"post/été","platform":"x","userid":"jo","sampledrate":10,"data":%s}""".replace("%s", DATA)));

    var binary = decode("application/json", DATA, entry("subject", "post/été"), entry("platform", "x"),
        entry("userid", "jo"), entry("sampledrate", "10"));

    var accepted = new AcceptedEvent(1, Instant.EPOCH, ((Decoded.Event<CloudEvent>) structured).event());
    assertThat(EventCodec.encode(new AcceptedEvent(1, Instant.EPOCH, ((Decoded.Event<CloudEvent>) binary).event())))
        .asString(StandardCharsets.UTF_8).isEqualTo(new String(EventCodec.encode(accepted), StandardCharsets.UTF_8));
  }

  @Test
  void needsNoData() {
    assertThat(((Decoded.Event<CloudEvent>) decode("text/plain", "")).event().data()).isNull();
    assertThat(((Decoded.Event<CloudEvent>) decode(null, "")).event().data()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "text/json",
      "application/vnd.example.v1+json"})
  void takesJsonOfAnyName(String mediaType) {
    assertThat(decode(mediaType, DATA)).isInstanceOf(Decoded.Event.class);
    assertThat(decode(null, DATA)).isInstanceOf(Decoded.Event.class);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "text/plain               | hello                         | unsupported_data",
      "application/octet-stream | {}                            | unsupported_data",
      "application/json         | 5                             | unsupported_data",
      "application/json         | [{}]                          | unsupported_data",
      "application/json         | {\"metrics\":{\"likes\":1e400}} | number_out_of_range",
      "application/json         | {                             | not_json",
      "application/json         | {}}                           | not_json",
      "application/json         | {},\"userid\":\"jo\"          | not_json",
      "application/json         | {}{}                          | not_json"})
  void refusesDataThatIsNotOneJsonObject(String mediaType, String data, String slug) {
    assertThat(decode(mediaType, data)).isInstanceOfSatisfying(Decoded.Refused.class, refused -> {
      assertThat(refused.refusal().reason().slug()).isEqualTo(slug);
      assertThat(refused.refusal().pointer()).isEqualTo("/data");
    });
  }

  @ParameterizedTest
  @CsvSource({
      "id, 2, duplicate_attribute",
      "datacontenttype, application/json, invalid_attribute",
      "data, {}, invalid_attribute",
      "data_base64, e30=, invalid_attribute",
      "organization, 2, reserved_attribute",
      "sampledrate, 1.5, invalid_attribute",
      "sampledrate, 99999999999, invalid_attribute",
      "sampledrate, 0, invalid_attribute",
      "subject, '', invalid_attribute"})
  void holdsAttributesToTheSameRules(String name, String value, String slug) {
    assertThat(decode("application/json", DATA, entry(name, value))).isInstanceOfSatisfying(Decoded.Refused.class,
        refused -> {
          assertThat(refused.refusal().reason().slug()).isEqualTo(slug);
          assertThat(refused.refusal().pointer()).isEqualTo("/" + name);
        });
  }

  @Test
  void nestsNoDeeperThanItsRecordMayBeRead() {
    var deepest = "{\"a\":" + "[".repeat(EventLimits.MOST_DEPTH - 2) + "]".repeat(EventLimits.MOST_DEPTH - 2) + "}";
    var type = entry("comment", "deep");

    var event = ((Decoded.Event<CloudEvent>) decode("application/json", deepest, type)).event();
    var record = EventCodec.encode(new AcceptedEvent(1, Instant.EPOCH, event.placed("x")));

    assertThat(EventCodec.decodeAccepted(record)).isInstanceOf(Decoded.Event.class);
    assertThat(decode("application/json", deepest.replace("[]", "[[]]"), type)).isInstanceOf(Decoded.Refused.class);
  }

  @SafeVarargs
  private static Decoded<CloudEvent> decode(@Nullable String mediaType, String data,
      Map.Entry<String, String>... more) {
    var attributes = new ArrayList<>(List.of(entry("specversion", "1.0"), entry("id", "1"), entry("source", "s"),
        entry("type", "metric.observed"), entry("time", "2026-11-20T17:00:00Z")));
    attributes.addAll(List.of(more));
    return BinaryMode.decode(attributes, mediaType, bytes(data), Terms.STRICT);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

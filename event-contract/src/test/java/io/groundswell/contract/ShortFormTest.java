package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortFormTest {

  private static final String TIME = "\"time\":\"2026-11-20T17:00:00Z\"";
  private static final Instant NOW = Instant.parse("2026-11-20T18:00:00Z");

  @Test
  void metricsBesideTheAttributesAreAnObservation() {
    var event = event("{\"subject\":\"post/9f3\"," + TIME + ",\"kind\":\"total\",\"metrics\":{\"likes\": 10}}", null);

    assertThat(event.type()).isEqualTo("metric.observed");
    assertThat(event.source()).isEqualTo("api");
    assertThat(event.subject()).hasToString("post/9f3");
    assertThat(event.data()).isNotNull();
    assertThat(event.data().text()).isEqualTo("{\"kind\":\"total\",\"metrics\":{\"likes\": 10}}");
    assertThat(Readings.of(event)).isInstanceOf(Readings.Of.class);
  }

  @Test
  void theSameWordsAreTheSameEvent() {
    var json = "{" + TIME + ",\"metrics\":{\"likes\":10}}";

    assertThat(event(json, null).id()).isEqualTo(event(json, NOW).id()).hasSize(32);
    assertThat(event(json, null).id()).isNotEqualTo(event(json.replace("10", "11"), null).id());
    var batch = ((Decoded.Event<List<Decoded<CloudEvent>>>) EventCodec.decodeBatch(
        (" [ " + json + " , " + json + "]").getBytes(StandardCharsets.UTF_8), 2,
        new Terms(Terms.Shape.SHORT, null))).event();
    assertThat(batch).hasSize(2).allSatisfy(
        member -> assertThat(((Decoded.Event<CloudEvent>) member).event().id()).isEqualTo(event(json, null).id()));
  }

  @Test
  void withoutATimeItIsRefusedOrStampedAndThenAlwaysNew() {
    var json = "{\"metrics\":{\"likes\":10}}";

    assertThat(refusal(json, null).pointer()).isEqualTo("/time");
    assertThat(event(json, NOW).time()).isEqualTo(NOW);
    assertThat(event(json, NOW).id()).isNotEqualTo(event(json, NOW).id());
  }

  @Test
  void anyTypeAndAttributeMayBeNamed() {
    var event = event("{\"type\":\"page.viewed\",\"id\":\"7\",\"source\":\"web\",\"userid\":\"jo\"," + TIME
        + ",\"platform\":\"x\",\"data\":{\"page\":\"/\"}}", null);

    assertThat(event.id()).isEqualTo("7");
    assertThat(event.source()).isEqualTo("web");
    assertThat(event.type()).isEqualTo("page.viewed");
    assertThat(event.userId()).isEqualTo("jo");
    assertThat(event.platform()).isEqualTo("x");
  }

  @Test
  void aCloudEventIsLeftAlone() {
    assertThat(refusal("{\"specversion\":\"1.0\",\"type\":\"a\",\"source\":\"s\"," + TIME + "}", null).pointer())
        .isEqualTo("/id");
    assertThat(event("{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"a\",\"source\":\"s\"}", NOW).time())
        .isEqualTo(NOW);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "{%t,\"subject\":\"post/1\"}                                   | missing_attribute   | /type",
      "{%t,\"kind\":\"total\"}                                       | missing_attribute   | /metrics",
      "{%t,\"metrics\":5}                                            | unsupported_data    | /metrics",
      "{%t,\"metrics\":{\"likes\":1e400}}                            | number_out_of_range | /metrics",
      "{%t,\"metrics\":{\"a\":1},\"metrics\":{\"a\":1}}              | duplicate_attribute | /metrics",
      "{%t,\"metrics\":{\"a\":1},\"data\":{}}                        | invalid_attribute   | /metrics",
      "{%t,\"metrics\":{\"a\":1},\"type\":\"page.viewed\"}           | invalid_attribute   | /metrics",
      "{%t,\"metrics\":{\"a\":1},\"kind\":7}                         | invalid_attribute   | /kind",
      "{%t,\"metrics\":{\"a\":1},\"kind\":\"a\\\"b\"}                | invalid_attribute   | /kind",
      "{%t,\"metrics\":{\"a\":1},\"specversion\":\"1.0\"}            | invalid_attribute   | /metrics",
      "{%t,\"metrics\":{\"a\":1},\"specversion\":\"0.3\"}            | not_a_cloud_event   | /specversion"})
  void saysWhatIsWrong(String json, String slug, String pointer) {
    var refusal = refusal(json.replace("%t", TIME), null);

    assertThat(refusal.reason().slug()).isEqualTo(slug);
    assertThat(refusal.pointer()).isEqualTo(pointer);
  }

  private static CloudEvent event(String json, @Nullable Instant stamp) {
    return ((Decoded.Event<CloudEvent>) decode(json, stamp)).event();
  }

  private static Refusal refusal(String json, @Nullable Instant stamp) {
    return ((Decoded.Refused<CloudEvent>) decode(json, stamp)).refusal();
  }

  private static Decoded<CloudEvent> decode(String json, @Nullable Instant stamp) {
    return EventCodec.decode(json.getBytes(StandardCharsets.UTF_8), new Terms(Terms.Shape.SHORT, stamp));
  }
}

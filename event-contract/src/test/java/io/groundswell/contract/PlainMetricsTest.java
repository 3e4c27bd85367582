package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The short cut answers what the general reader answers, or nothing.
class PlainMetricsTest {

  private static final List<String> PIECES = List.of("{", "}", "\"kind\":", "\"delta\"", "\"gauge\"", "\"metrics\":",
      "{",
      "\"likes\":", "\"views\":", "3", "-12", "0", "-0", "1.5", "1e3", "999999999999999", "1000000000000000", ",", ",",
      " ", "\"na\\u006de\":", "\"ä\":", "null", "true", "[1]", "\"other\":", "\"\":");

  @ParameterizedTest
  @ValueSource(strings = {"{\"metrics\":{\"likes\":3}}", " {\"kind\":\"total\",\"metrics\":{\"likes\":3,\"views\":-7}}",
      "{\n\t\"kind\" : \"gauge\" , \"metrics\" : { \"a.b:c-d_1\" : 999999999999999 } }"})
  void answersWhereTheDataIsPlain(String data) throws Exception {
    var event = event(data.strip());

    assertThat(PlainMetrics.find(event)).isEqualTo(((Readings.Of) ReadingsReader.observed(event)).readings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"metrics\":{}}", "{\"metrics\":{\"likes\":1.5}}", "{\"metrics\":{\"likes\":1e3}}",
      "{\"metrics\":{\"likes\":1000000000000000}}", "{\"metrics\":{\"likes\":\"3\"}}", "{\"metrics\":{\"1\":3}}",
      "{\"metrics\":{\"likes\":3,\"likes\":3}}", "{\"metrics\":{\"likes\":3},\"kind\":\"gauge\"}",
      "{\"metrics\":{\"likes\":3},\"metrics\":{\"likes\":3}}", "{\"kind\":\"other\",\"metrics\":{\"likes\":3}}",
      "{\"note\":1,\"metrics\":{\"likes\":3}}", "{\"metrics\":{\"l\\u0069kes\":3}}", "{\"metrics\":[3]}"})
  void leavesWhatIsUnusualToTheGeneralReader(String data) {
    assertThat(PlainMetrics.find(event(data))).isNull();
  }

  @Test
  void leavesSampledDeltasToTheGeneralReader() {
    var extensions = new TreeMap<String, Object>();
    extensions.put("sampledrate", 10L);

    assertThat(PlainMetrics.find(new CloudEvent("1", "s", "metric.observed", Instant.EPOCH, null, null, extensions,
        span("{\"metrics\":{\"likes\":3}}")))).isNull();
  }

  @Test
  void neverAnswersDifferently() throws Exception {
    var random = new Random(20_261_120);
    int answered = 0;
    for (int round = 0; round < 400_000; round++) {
      var data = new StringBuilder(round % 2 == 0 ? "{\"metrics\":{" : "{");
      for (int pieces = random.nextInt(1, 9); pieces > 0; pieces--) {
        data.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      data.append(round % 2 == 0 ? "}}" : "}");
      var decoded =
          EventCodec.decode(("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"metric.observed\","
              + "\"time\":\"2026-11-20T17:00:00Z\",\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8));
      if (decoded instanceof Decoded.Event<CloudEvent>(var event)) {
        var plain = PlainMetrics.find(event);
        if (plain != null) {
          answered++;
          assertThat(plain).as(data.toString()).isEqualTo(((Readings.Of) ReadingsReader.observed(event)).readings());
        }
      }
    }
    assertThat(answered).isGreaterThan(500);
  }

  private static CloudEvent event(String data) {
    return new CloudEvent("1", "s", "metric.observed", Instant.EPOCH, null, null,
        Collections.unmodifiableSortedMap(new TreeMap<>()), span(data));
  }

  private static JsonSpan span(String data) {
    var bytes = data.getBytes(StandardCharsets.UTF_8);
    return new JsonSpan(bytes, 0, bytes.length);
  }
}

package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

  private static final String GOOD = """
      {"specversion":"1.0","id":"1","source":"test","type":"metric.observed","time":"2026-11-20T17:00:00+01:00",
       "subject":"hashtag/foo","platform":"x","data":{"metrics":{"likes":3}}}""";

  @ParameterizedTest
  @ValueSource(strings = {"schema-1-metric-observed.json", "schema-1-no-data.json"})
  void canonicalBytesStayTheSameThroughReadingAndWriting(String golden) throws IOException {
    var bytes = golden(golden);

    var event = ((Decoded.Event<AcceptedEvent>) EventCodec.decodeAccepted(bytes)).event();

    assertThat(new String(EventCodec.encode(event), StandardCharsets.UTF_8))
        .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatASenderSent() {
    var event = event(GOOD);

    assertThat(event.id()).isEqualTo("1");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-11-20T16:00:00Z"));
    assertThat(event.subject()).isEqualTo(new Subject("hashtag", "foo"));
    assertThat(event.data()).isNotNull();
    assertThat(event.data().text()).isEqualTo("{\"metrics\":{\"likes\":3}}");
  }

  @Test
  void fillsInThePlaceWhereTheSenderNamedNone() {
    var event = event(GOOD.replace("\"subject\":\"hashtag/foo\",\"platform\":\"x\",", "")).placed("other");

    assertThat(event.subject()).isEqualTo(new Subject("source", "test"));
    assertThat(event.platform()).isEqualTo("other");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "\"id\":\"1\"                       | \"id\":\"1\",\"id\":\"2\"              | DUPLICATE_ATTRIBUTE | /id",
      "\"id\":\"1\",                      |                                        | MISSING_ATTRIBUTE   | /id",
      "\"source\":\"test\",               |                                        | MISSING_ATTRIBUTE   | /source",
      "\"type\":\"metric.observed\",      |                                        | MISSING_ATTRIBUTE   | /type",
      "\"id\":\"1\"                       | \"id\":7                               | INVALID_ATTRIBUTE   | /id",
      "\"id\":\"1\"                       | \"id\":\"\"                            | INVALID_ATTRIBUTE   | /id",
      "\"id\":\"1\"                       | \"id\":\"a\\u0000\"                    | INVALID_TEXT        | /id",
      "\"id\":\"1\"                       | \"id\":\"a\\ud800\"                    | INVALID_TEXT        | /id",
      "\"id\":\"1\"                       | \"id\":\"a\\n\"                        | INVALID_ATTRIBUTE   | /id",
      "\"id\":\"1\"                       | \"id\":\"\\ud83d\\ude00\\n\"            | INVALID_ATTRIBUTE   | /id",
      "\"1.0\"                            | \"0.3\"                                | NOT_A_CLOUD_EVENT   | /specversion",
      "\"specversion\":\"1.0\",           |                                        | NOT_A_CLOUD_EVENT   | /specversion",
      "2026-11-20T17:00:00+01:00          | 2026-11-31T17:00:00Z                   | INVALID_ATTRIBUTE   | /time",
      "2026-11-20T17:00:00+01:00          | yesterday                              | INVALID_ATTRIBUTE   | /time",
      "\"hashtag/foo\"                    | \"foo\"                                | INVALID_ATTRIBUTE   | /subject",
      "\"platform\":\"x\"                 | \"platform\":\"X!\"                    | INVALID_ATTRIBUTE   | /platform",
      "\"platform\":\"x\"                 | \"organization\":\"1\"                 | RESERVED_ATTRIBUTE  | /organization",
      "\"platform\":\"x\"                 | \"receivedtime\":\"x\"                 | RESERVED_ATTRIBUTE  | /receivedtime",
      "\"platform\":\"x\"                 | \"sampledrate\":0                      | INVALID_ATTRIBUTE   | /sampledrate",
      "\"platform\":\"x\"                 | \"thing\":{}                           | INVALID_ATTRIBUTE   | /thing",
      "\"platform\":\"x\"                 | \"data_base64\":\"AA==\"               | UNSUPPORTED_DATA    | /data_base64",
      "\"platform\":\"x\"                 | \"datacontenttype\":\"text/xml\"       | UNSUPPORTED_DATA    | /datacontenttype",
      "{\"metrics\":{\"likes\":3}}        | [1]                                    | UNSUPPORTED_DATA    | /data",
      "\"likes\":3                        | \"likes\":1e400                        | NUMBER_OUT_OF_RANGE | /data",
      "\"likes\":3                        | \"likes\":1e-20000                    | NUMBER_OUT_OF_RANGE | /data",
      "\"likes\":3                        | \"likes\":0e-401                      | NUMBER_OUT_OF_RANGE | /data",
      "\"likes\":3                        | \"likes\":0E+99999999999              | NUMBER_OUT_OF_RANGE | /data",
      "\"likes\":3                        | \"li\\u0000\":3                        | INVALID_TEXT        | /data",
      "\"likes\":3                        | \"likes\":\"\\udc00x\"                 | INVALID_TEXT        | /data",
      "\"likes\":3                        | \"likes\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]]]]"
          + "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] | TOO_LARGE |",
      "}}}                                | }}                                     | NOT_JSON            |"})
  void namesTheAttributeAndTheRule(String part, String instead, Reason reason, String pointer) {
    var refusal = refusal(GOOD.replace(part.strip(), instead == null ? "" : instead.strip()));

    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.pointer()).isEqualTo(pointer == null ? "" : pointer);
  }

  @Test
  void refusesOtherEncodingsThanUtf8() {
    assertThat(EventCodec.decode(GOOD.getBytes(StandardCharsets.UTF_16))).isInstanceOf(Decoded.Refused.class);
  }

  /// Each of them is read by some parsers as a letter, a quotation mark or an emoji, and by PostgreSQL as something
  /// else.
  @ParameterizedTest
  @ValueSource(strings = {"c181", "c0a2", "eda080", "eda0bdedb880", "f8888080af", "ff"})
  void refusesDataThatIsNotQuiteUtf8(String hex) {
    var bytes = GOOD.replace("\"likes\":3}", "\"likes\":3},\"note\":\"~~~~~~\"").getBytes(StandardCharsets.ISO_8859_1);
    var foreign = HexFormat.of().parseHex(hex);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('~');
    System.arraycopy(foreign, 0, bytes, at, foreign.length);

    assertThat(EventCodec.decode(bytes)).isInstanceOfSatisfying(Decoded.Refused.class,
        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.NOT_JSON));
  }

  @Test
  void takesNumbersOfTheWholeRangeOfADouble() {
    for (var number : List.of("4.9e-324", "1.7976931348623157E308", "1e-400", "-0.0", "9".repeat(100))) {
      assertThat(
          EventCodec.decode(bytes(GOOD.replace("metric.observed", "page.viewed").replace(":3}", ":" + number + "}"))))
          .as(number).isInstanceOf(Decoded.Event.class);
    }
  }

  @Test
  void refusesWhatGoesBeyondTheLimits() {
    var page = GOOD.replace("metric.observed", "page.viewed");
    assertThat(EventCodec.decode(bytes(page.replace(":3}", ":" + "[".repeat(61) + "]".repeat(61) + "}"))))
        .isInstanceOf(Decoded.Event.class);
    assertThat(refusal(page.replace(":3}", ":" + "[".repeat(62) + "]".repeat(62) + "}")).reason())
        .isEqualTo(Reason.TOO_LARGE);
    assertThat(EventCodec.decode(bytes(page.replace("likes", "n".repeat(EventLimits.LONGEST_NAME)))))
        .isInstanceOf(Decoded.Event.class);
    assertThat(refusal(page.replace("likes", "n".repeat(EventLimits.LONGEST_NAME + 1))).reason())
        .isEqualTo(Reason.TOO_LARGE);
    assertThat(refusal(page.replace(":3}", ":" + "9".repeat(EventLimits.LONGEST_NUMBER + 1) + "}")).reason())
        .isEqualTo(Reason.TOO_LARGE);
    assertThat(refusal(page.replace(":3}", ":[" + "0,".repeat(2_000_000) + "0]}")).reason())
        .isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void oneBadEventDoesNotCostItsBatch() {
    var batch = "[" + GOOD + ", 5, {\"id\":\"x\",\"data\":{\"a\":[{}]}}, " + GOOD + "]";

    var events = ((Decoded.Event<List<Decoded<CloudEvent>>>) EventCodec.decodeBatch(bytes(batch), 10))
        .event();

    assertThat(events).hasSize(4);
    assertThat(events.get(0)).isInstanceOf(Decoded.Event.class);
    assertThat(events.get(1)).isInstanceOf(Decoded.Refused.class);
    assertThat(((Decoded.Refused<CloudEvent>) events.get(2)).id()).isEqualTo("x");
    assertThat(events.get(3)).isInstanceOf(Decoded.Event.class);
  }

  @Test
  void refusesABatchWithMoreEventsThanAllowed() {
    var batch = "[" + GOOD + "," + GOOD + "]";

    assertThat(EventCodec.decodeBatch(bytes(batch), 1)).isInstanceOf(Decoded.Refused.class);
    assertThat(EventCodec.decodeBatch(bytes(batch), 2)).isInstanceOf(Decoded.Event.class);
  }

  /// Seeded mutations: whatever the bytes, the answer is an event or a refusal, never an exception.
  @Test
  void answersEveryMutationWithAnEventOrARefusal() {
    var random = new Random(20_261_120);
    int refused = 0;
    for (int round = 0; round < 50_000; round++) {
      var bytes = bytes(GOOD);
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      switch (EventCodec.decode(bytes)) {
        case Decoded.Refused<CloudEvent>(var id, var why) -> refused++;
        case Decoded.Event<CloudEvent>(var event) -> {
          var placed = new AcceptedEvent(1, Instant.EPOCH, event.placed("other"));
          Readings.of(placed.event());
          assertThat(EventCodec.decodeAccepted(EventCodec.encode(placed))).isInstanceOf(Decoded.Event.class);
        }
      }
      EventCodec.decodeBatch(bytes, 10);
    }
    assertThat(refused).isBetween(10_000, 50_000);
  }

  private static CloudEvent event(String json) {
    return ((Decoded.Event<CloudEvent>) EventCodec.decode(bytes(json))).event();
  }

  private static Refusal refusal(String json) {
    return ((Decoded.Refused<CloudEvent>) EventCodec.decode(bytes(json))).refusal();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] golden(String name) throws IOException {
    try (var stream = EventCodecTest.class.getResourceAsStream("/golden/" + name)) {
      return stream.readAllBytes();
    }
  }
}

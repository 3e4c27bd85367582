package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The short cut answers what the general reader answers, or nothing.
class CanonicalReaderTest {

  private static final List<String> DATA = List.of("{}", "{\"metrics\":{\"likes\":3}}",
      "{ \"kind\" : \"total\", \"metrics\": {\"a\": -1.5, \"b\": 0}}",
      "{\"a\":[1,[],{\"b\":null}],\"c\":true,\"d\":false}",
      "{\"text\":\"\\u00e4\"}", "{\"text\":\"ä\"}", "{\"n\":1e3}", "{\"n\":123456789012345678}", "{\"a\":1,\"a\":2}");

  private static final List<String> TEXTS = List.of("plain", "with space/and-more", "ümlaut", "quote\"d", "tab\t", "漢");

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"kind\":\"delta\",\"metrics\":{\"likes\":3,\"views\":900}}",
      "{ \"a\" : [ 1.5 , -0 , \"x\" , true , false , null , {} , [] ] }"})
  void answersWhereARecordIsPlain(String data) {
    var extensions = new TreeMap<String, Object>();
    extensions.put("userid", "u-1");
    extensions.put("traceparent", "00-1-2-01");
    var record = EventCodec.encode(event("id-1", "source/1", data, extensions));

    assertThat(CanonicalReader.find(record)).isNotNull();
    assertSame(record);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":-}", "{\"a\":1,}", "{,}", "{\"a\"}",
      "{\"a\":tru}", "{\"a\":[1 2]}",
      "{\"a\":1}{}", "{\"a\":1},\"id\":\"other\"", "{\"a\":1", "{\"a\":[1}]", "{'a':1}", "{\"a\":\"\u0001\"}"})
  void leavesAloneWhatIsNoObject(String data) {
    var record = EventCodec.encode(event("id", "source", data, new TreeMap<>()));

    assertThat(CanonicalReader.find(record)).isNull();
  }

  @Test
  void answersAsTheGeneralReaderWhateverIsWritten() {
    var random = new Random(20_261_121);
    int plain = 0;
    for (int round = 0; round < 20_000; round++) {
      plain += assertSame(record(random)) ? 1 : 0;
    }
    assertThat(plain).isBetween(2_000, 18_000);
  }

  @Test
  void answersAsTheGeneralReaderWhateverBecomesOfARecord() {
    var random = new Random(20_261_122);
    int plain = 0;
    for (int round = 0; round < 300_000; round++) {
      plain += assertSame(damaged(record(random), random)) ? 1 : 0;
    }
    assertThat(plain).isGreaterThan(5_000);
  }

  /// @return whether the short cut answered
  private static boolean assertSame(byte[] record) {
    var found = CanonicalReader.find(record);
    if (found == null) {
      return false;
    }
    var text = new String(record, StandardCharsets.UTF_8);
    assertThat(EventCodec.decodeAnyAccepted(record)).as(text).isInstanceOfSatisfying(Decoded.Event.class, general -> {
      var expected = (AcceptedEvent) general.event();
      assertThat(described(found)).as(text).isEqualTo(described(expected));
    });
    return true;
  }

  private static String described(AcceptedEvent accepted) {
    var event = accepted.event();
    return List
        .of(accepted.organization(), accepted.receivedAt(), event.id(), event.source(), event.type(), event.time(),
            accepted.subject(), accepted.platform(), event.extensions(),
            event.data() == null ? "" : event.data().text())
        .toString();
  }

  private static byte[] record(Random random) {
    var extensions = new TreeMap<String, Object>();
    if (random.nextInt(3) == 0) {
      extensions.put("userid", text(random));
    }
    if (random.nextInt(5) == 0) {
      extensions.put("sampledrate", 5L);
    }
    if (random.nextInt(5) == 0) {
      extensions.put("flag", true);
    }
    return EventCodec.encode(event(text(random), text(random), DATA.get(random.nextInt(DATA.size())), extensions));
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(3) == 0 ? random.nextInt(TEXTS.size()) : 0);
  }

  private static AcceptedEvent event(String id, String source, String data, TreeMap<String, Object> extensions) {
    var bytes = data.getBytes(StandardCharsets.UTF_8);
    return new AcceptedEvent(7, Instant.parse("2026-11-20T10:00:00.123456Z"),
        new CloudEvent(id, source, "metric.observed",
            Instant.parse("2026-11-20T09:59:59Z"), new Subject("post", "9f3"), "x", extensions,
            new JsonSpan(bytes, 0, bytes.length)));
  }

  /// One byte changed, lost, doubled or taken from elsewhere in the record.
  private static byte[] damaged(byte[] record, Random random) {
    int place = random.nextInt(record.length);
    return switch (random.nextInt(4)) {
      case 0 -> {
        var changed = record.clone();
        changed[place] = (byte) random.nextInt(256);
        yield changed;
      }
      case 1 -> {
        var shorter = Arrays.copyOf(record, record.length - 1);
        System.arraycopy(record, place + 1, shorter, place, record.length - place - 1);
        yield shorter;
      }
      case 2 -> {
        var longer = Arrays.copyOf(record, record.length + 1);
        System.arraycopy(record, place, longer, place + 1, record.length - place);
        yield longer;
      }
      default -> {
        var changed = record.clone();
        changed[place] = record[random.nextInt(record.length)];
        yield changed;
      }
    };
  }
}

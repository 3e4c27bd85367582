package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The writer by hand says what a general JSON generator and [Instant#toString] say.
class CanonicalFormTest {

  private static final String LETTERS = "abcXYZ 019-_./\"\\\n\t\u007f\u0085äß€漢𝄞";

  @Test
  void writesAnyTextAsAGeneratorWould() throws Exception {
    var random = new Random(20_261_120);
    for (int round = 0; round < 5_000; round++) {
      var id = text(random);
      var extension = text(random);
      var extensions = new TreeMap<String, Object>();
      extensions.put("userid", extension);
      extensions.put("flag", true);
      extensions.put("sampledrate", random.nextLong(1, 1_000_000));
      var event = new CloudEvent(id, text(random), "type", Instant.EPOCH, new Subject("post", text(random)), "x",
          extensions, null);
      var accepted = new AcceptedEvent(Integer.MAX_VALUE, Instant.EPOCH, event);

      assertThat(new String(EventCodec.encode(accepted), StandardCharsets.UTF_8)).isEqualTo(generated(accepted));
    }
  }

  @Test
  void writesAnyInstantAsTheJdkWould() {
    var random = new Random(20_261_120);
    long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    for (int round = 0; round < 100_000; round++) {
      int nanos = switch (round % 4) {
        case 0 -> 0;
        case 1 -> random.nextInt(1_000) * 1_000_000;
        case 2 -> random.nextInt(1_000_000) * 1_000;
        default -> random.nextInt(10) * 100_000_000;
      };
      var instant = Instant.ofEpochSecond(random.nextLong(first, last + 1), nanos);
      var buffer = new byte[Rfc3339.LONGEST];

      int end = Rfc3339.write(instant, buffer, 0);

      assertThat(new String(buffer, 0, end, StandardCharsets.US_ASCII)).isEqualTo(instant.toString());
    }
  }

  @Test
  void leavesWhatDoesNotFitToTheJdk() {
    var buffer = new byte[Rfc3339.LONGEST];

    assertThat(Rfc3339.write(Instant.parse("+10000-01-01T00:00:00Z"), buffer, 0)).isNegative();
    assertThat(Rfc3339.write(Instant.parse("-0001-12-31T00:00:00Z"), buffer, 0)).isNegative();
    assertThat(Rfc3339.write(Instant.parse("2026-11-20T00:00:00.000000001Z"), buffer, 0)).isNegative();
  }

  private static String generated(AcceptedEvent accepted) throws Exception {
    var event = accepted.event();
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("specversion", "1.0");
      json.writeStringField("id", event.id());
      json.writeStringField("source", event.source());
      json.writeStringField("type", event.type());
      json.writeStringField("time", event.time().toString());
      json.writeStringField("subject", accepted.subject().toString());
      json.writeStringField("platform", accepted.platform());
      json.writeStringField("organization", Integer.toString(accepted.organization()));
      json.writeStringField("receivedtime", accepted.receivedAt().toString());
      json.writeStringField("schemaversion", "1");
      for (var extension : event.extensions().entrySet()) {
        json.writeFieldName(extension.getKey());
        json.writePOJO(extension.getValue());
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static String text(Random random) {
    var text = new StringBuilder("t");
    for (int length = random.nextInt(12); length > 0; length--) {
      text.appendCodePoint(LETTERS.codePoints().toArray()[random.nextInt((int) LETTERS.codePoints().count())]);
    }
    return text.toString();
  }
}

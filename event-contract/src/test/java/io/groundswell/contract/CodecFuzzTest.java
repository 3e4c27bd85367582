package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Runs the kept inputs. With `-Dfuzz` it looks for new ones, for a minute, and keeps what it finds beside them.
class CodecFuzzTest {

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private static final List<Map.Entry<String, String>> ATTRIBUTES = List.of(Map.entry("specversion", "1.0"),
      Map.entry("id", "1"), Map.entry("source", "s"), Map.entry("type", "t"),
      Map.entry("time", "2026-11-20T12:00:00Z"));

  @FuzzTest(maxDuration = "60s")
  void answersEveryBodyWithEventsOrARefusal(byte[] body) {
    check(EventCodec.decode(body));
    check(EventCodec.decode(body, new Terms(Terms.Shape.SHORT, NOON)));
    check(BinaryMode.decode(ATTRIBUTES, null, body, Terms.STRICT));
    if (EventCodec.decodeBatch(body, 100) instanceof Decoded.Event<List<Decoded<CloudEvent>>>(var events)) {
      events.forEach(CodecFuzzTest::check);
    }
    if (EventCodec.decodeAccepted(body) instanceof Decoded.Event<AcceptedEvent>(var event)) {
      staysTheSame(event);
    }
  }

  private static void check(Decoded<CloudEvent> decoded) {
    switch (decoded) {
      case Decoded.Refused<CloudEvent>(var id, var refusal) ->
          assertThat(refusal.pointer()).matches("|/[0-9a-z_]+");
      case Decoded.Event<CloudEvent>(var event) -> {
        staysTheSame(new AcceptedEvent(1, NOON, event.placed("web")));
        if (Readings.of(event) instanceof Readings.Of(var readings)) {
          assertThat(readings).allMatch(reading -> Double.isFinite(reading.value()));
        }
      }
    }
  }

  /// What the edge takes, the services read: the same event, from the same bytes.
  private static void staysTheSame(AcceptedEvent accepted) {
    var written = EventCodec.encode(accepted);
    assertThat(new String(written, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8)).isEqualTo(written);
    if (EventCodec.decodeAccepted(written) instanceof Decoded.Event<AcceptedEvent>(var read)) {
      assertThat(EventCodec.encode(read)).isEqualTo(written);
      assertThat(read.eventKey()).isEqualTo(accepted.eventKey());
      assertThat(read.recordKey()).isEqualTo(accepted.recordKey());
    } else {
      throw new AssertionError("what was taken cannot be read: " + new String(written, StandardCharsets.UTF_8));
    }
  }
}

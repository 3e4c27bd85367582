package io.groundswell.proof.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Readings;
import io.groundswell.proof.traffic.SentEvent.Fate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrafficTest {

  private static final Traffic TRAFFIC = new Traffic(3, Instant.parse("2026-11-20T17:00:00Z"), List.of(2, 3));

  @Test
  void theSameNumberIsTheSameEventForEver() {
    var again = new Traffic(3, Instant.parse("2026-11-20T17:00:00Z"), List.of(2, 3));

    assertThat(LongStream.range(0, 5_000).mapToObj(again::event)).containsExactlyElementsOf(
        LongStream.range(0, 5_000).mapToObj(TRAFFIC::event).toList());
  }

  @Test
  void noTwoEventsShareAKey() {
    var keys = new HashSet<String>();

    assertThat(LongStream.range(0, 20_000).mapToObj(TRAFFIC::event).allMatch(event -> keys.add(event.eventKey())))
        .isTrue();
  }

  @Test
  void everyEventToBeTakenSaysWhatItsReadingsAre() {
    for (long number = 0; number < 5_000; number++) {
      var sent = TRAFFIC.event(number);
      var decoded = EventCodec.decode(sent.json().getBytes(StandardCharsets.UTF_8));
      assertThat(decoded).as(sent.json()).isInstanceOf(Decoded.Event.class);
      if (sent.fate() == Fate.TAKEN && decoded instanceof Decoded.Event<CloudEvent>(var event)
          && Readings.of(event) instanceof Readings.Of(var readings)) {
        assertThat(readings.stream().map(reading -> reading.metric() + reading.kind().slug() + reading.value()))
            .containsExactlyElementsOf(sent.readings().stream()
                .map(reading -> reading.metric() + reading.kind() + reading.value().doubleValue()).toList());
      }
    }
  }

  @Test
  void aBlockHasOneOrganizationAndOneLane() {
    for (long first = 0; first < 10_000; first += Traffic.BLOCK) {
      for (int i = 1; i < Traffic.BLOCK; i++) {
        assertThat(TRAFFIC.lane(first + i)).isEqualTo(TRAFFIC.lane(first));
        assertThat(TRAFFIC.organization(first + i)).isEqualTo(TRAFFIC.organization(first));
      }
    }
    assertThat(LongStream.range(0, 10_000).mapToObj(TRAFFIC::lane)).contains(Lane.LIVE, Lane.BACKFILL);
  }
}

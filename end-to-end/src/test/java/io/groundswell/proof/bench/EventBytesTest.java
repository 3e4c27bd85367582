package io.groundswell.proof.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventBytesTest {

  private static final Instant NOW = Instant.parse("2026-11-20T17:00:00Z");

  @Test
  void anEventHasTheSizeThatIsPublished() {
    assertThat(EventBytes.single(NOW, 12)).hasSize(EventBytes.SIZE);
  }

  @Test
  void everyEventOfABatchIsItsOwn() {
    var bytes = new EventBytes("localhost", "/v1/events", "key", 10, NOW);
    var request = bytes.numbered(4_711);
    var body = Arrays.copyOfRange(request, bytes.bodyOffset(), request.length);

    assertThat(EventCodec.decodeBatch(body, 10)).isInstanceOfSatisfying(Decoded.Event.class, batch -> {
      var ids = ((List<?>) batch.event()).stream().map(each -> ((CloudEvent) ((Decoded.Event<?>) each).event()).id())
          .toList();
      assertThat(ids).doesNotHaveDuplicates().hasSize(10).contains("0000000004711", "0000000004720");
    });
    assertThat(new String(request, StandardCharsets.US_ASCII)).contains("Content-Length: " + body.length + "\r\n");
  }

  @Test
  void aPercentileIsASampleThatWasTaken() {
    var samples = new Samples();
    for (int i = 1; i <= 100; i++) {
      samples.add(i * 1_000_000L);
    }

    assertThat(samples.percentile(0.5)).isEqualTo(50);
    assertThat(samples.percentile(0.99)).isEqualTo(99);
    assertThat(samples.percentile(1)).isEqualTo(100);
  }
}

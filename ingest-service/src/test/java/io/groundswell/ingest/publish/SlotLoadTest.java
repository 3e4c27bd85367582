package io.groundswell.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Lane;
import io.groundswell.ingest.TriesLimit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotLoadTest {

  private final SlotLoad load = new SlotLoad(100);

  @ParameterizedTest
  @CsvSource({"99, true", "100, false", "101, false"})
  @TriesLimit("/edge/subjectBytesWaiting")
  void asLongAsThereIsAByteLeftTheNextIsTakenWhole(int waiting, boolean taken) {
    assertThat(take("post/a", waiting)).isTrue();

    assertThat(take("post/a", 50)).isEqualTo(taken);
    assertThat(take("post/b", 500)).as("another subject").isTrue();
  }

  @Test
  void whatArrivedLeavesItsRoomToTheNext() {
    var first = List.of(parcel("post/a", 100));
    assertThat(load.take(Lane.LIVE, SlotLoad.slots(first), first)).isTrue();
    assertThat(take("post/a", 10)).isFalse();

    load.giveBack(Lane.LIVE, SlotLoad.slots(first)[0], first.getFirst());

    assertThat(load.fullest()).isZero();
    assertThat(take("post/a", 10)).isTrue();
  }

  @Test
  void theLanesAreCountedApartAndARequestIsTakenWholeOrNotAtAll() {
    assertThat(take("post/a", 100)).isTrue();
    var both = List.of(parcel("post/b", 10), parcel("post/a", 10));

    assertThat(load.take(Lane.LIVE, SlotLoad.slots(both), both)).isFalse();
    assertThat(load.take(Lane.BACKFILL, SlotLoad.slots(both), both)).isTrue();
    assertThat(load.fullest()).isEqualTo(100);
  }

  private boolean take(String subject, int length) {
    var parcels = List.of(parcel(subject, length));
    return load.take(Lane.LIVE, SlotLoad.slots(parcels), parcels);
  }

  /// Of so many bytes, key included.
  private static Parcel parcel(String subject, int length) {
    var key = subject.getBytes(StandardCharsets.UTF_8);
    return new Parcel(key, new byte[length - key.length]);
  }
}

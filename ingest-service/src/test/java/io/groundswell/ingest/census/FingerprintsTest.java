package io.groundswell.ingest.census;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintsTest {

  @Test
  void holdsWhatWasAddedAndNothingElse() {
    var random = new Random(3);
    var prints = new Fingerprints();
    var truth = new HashSet<Integer>();
    for (int i = 0; i < 200_000; i++) {
      int print = Fingerprints.of(random.nextLong(100_000));
      assertThat(prints.contains(print)).isEqualTo(truth.contains(print));
      prints.add(print);
      truth.add(print);
    }

    assertThat(prints.size()).isEqualTo(truth.size());
    assertThat(truth).allMatch(prints::contains);
  }

  @Test
  void noFingerprintIsThatOfAFreePlace() {
    assertThat(Fingerprints.of(0)).isNotZero();
    assertThat(Fingerprints.of(0x1_0000_0001L)).isNotZero();
  }
}

package io.groundswell.metrics.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CautionTest {

  @Test
  void hopeComesBackAfterSixteenBatchesWithoutAKnownEvent() {
    var caution = new Caution();
    assertThat(caution.mayHope()).isTrue();

    caution.disappointed();
    for (int batch = 0; batch < 15; batch++) {
      caution.learned(true);
    }
    assertThat(caution.mayHope()).isFalse();
    caution.learned(true);
    assertThat(caution.mayHope()).isTrue();
  }

  @Test
  void aKnownEventStartsTheProbationAnew() {
    var caution = new Caution();
    caution.disappointed();
    for (int batch = 0; batch < 15; batch++) {
      caution.learned(true);
    }
    caution.learned(false);
    caution.learned(true);

    assertThat(caution.mayHope()).isFalse();
  }
}

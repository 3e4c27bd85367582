package io.groundswell.metrics.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionIntervalTest {

  @Test
  void isAPartOfADayOrSomeDays() {
    assertThat(PartitionInterval.of("6h").hours()).isEqualTo(6);
    assertThat(PartitionInterval.of("1d").hours()).isEqualTo(24);
    assertThat(PartitionInterval.of("31d").hours()).isEqualTo(744);
    assertThat(PartitionInterval.of("24h")).isEqualTo(PartitionInterval.of("1d"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0h", "5h", "25h", "32d", "1w", "-1d", "d", "1.5d"})
  void anythingElseIsRefusedByTheNameOfTheSetting(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PartitionInterval.of(text))
        .withMessageContaining("groundswell.partition.interval must be");
  }

  @Test
  void smallPartitionsAreMadeForFewerDaysAtOnce() {
    assertThat(PartitionInterval.of("1h").daysAtOnce()).isEqualTo(1);
    assertThat(PartitionInterval.of("12h").daysAtOnce()).isEqualTo(15);
    assertThat(PartitionInterval.of("7d").daysAtOnce()).isEqualTo(31);
  }
}

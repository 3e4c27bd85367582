package io.groundswell.metrics.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionDaysTest {

  private static final int END = 200;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void declarationsThatOverlapAreAsGoodAsOneByOne(long seed) {
    var random = new Random(seed);
    var ranges = new ArrayList<DeclaredRange>();
    for (int i = 0; i < 12; i++) {
      int from = random.nextInt(END - 20);
      ranges.add(new DeclaredRange(1 + random.nextInt(2), at(from), at(from + 1 + random.nextInt(20))));
    }
    var days = new PartitionDays();
    days.seen(Set.of(), Set.of(), ranges);

    for (int organization = 1; organization <= 3; organization++) {
      int of = organization;
      for (int from = 0; from < END; from++) {
        var time = at(from);
        assertThat(days.isDeclared(of, time)).as(ranges + " at " + time).isEqualTo(ranges.stream()
            .anyMatch(each -> each.organization() == of && !time.isBefore(each.from()) && time.isBefore(each.to())));
        for (int length = 1; length < 30; length += 4) {
          var end = at(from + length);
          assertThat(days.touchesBackfill(of, time, end)).as(ranges + " from " + time + " to " + end)
              .isEqualTo(ranges.stream().anyMatch(
                  each -> each.organization() == of && each.from().isBefore(end) && time.isBefore(each.to())));
        }
      }
    }
  }

  private static Instant at(int second) {
    return Instant.ofEpochSecond(second);
  }
}

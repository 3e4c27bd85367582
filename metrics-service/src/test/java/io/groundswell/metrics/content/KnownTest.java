package io.groundswell.metrics.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownTest {

  private static final int COLUMNS = 10;
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.000001Z");

  private record Said(int column, Instant at, @Nullable String value) {
  }

  @Test
  void anOlderValueNeverWinsOverANewerOneNotEvenOverNone() {
    var known = new Known(2);
    known.tell(0, NOON, "new");
    known.tell(0, NOON.minusSeconds(1), "old");
    known.tell(1, NOON, null);
    known.tell(1, NOON.minusSeconds(1), "gone");

    assertThat(known.value(0)).isEqualTo("new");
    assertThat(known.value(1)).isNull();
  }

  @Test
  void aColumnThatNobodySpokeOfTakesWhateverOldValueComes() {
    var known = new Known(2);
    known.tell(0, NOON, "new");
    var kept = again(known);
    kept.tell(1, NOON.minusSeconds(100), "old");

    assertThat(kept.value(1)).isEqualTo("old");
    assertThat(again(kept).value(1)).isEqualTo("old");
  }

  @Test
  void aClockOfOneTimeHasFourBytesAndOfTwoSixteen() {
    var known = new Known(COLUMNS);
    assertThat(known.clock()).hasSize(4);
    known.tell(0, NOON, "a");
    known.tell(9, NOON, "b");
    assertThat(known.clock()).hasSize(4);
    known.tell(3, NOON.plusSeconds(1), "c");
    assertThat(known.clock()).hasSize(16);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyOrderWithAnyRepeatsAndRowsInBetweenGivesTheSame(long seed) {
    var random = new Random(seed);
    var said = IntStream.range(0, 60).mapToObj(i -> new Said(random.nextInt(COLUMNS),
        NOON.plusSeconds(random.nextInt(5)), random.nextInt(4) == 0 ? null : "v" + random.nextInt(3))).toList();
    var expected = row(said, random, 0);

    for (int round = 0; round < 50; round++) {
      var shuffled = new ArrayList<>(said);
      shuffled.addAll(said.subList(0, random.nextInt(said.size())));
      Collections.shuffle(shuffled, random);
      assertThat(row(shuffled, random, 7)).as("seed " + seed + ", round " + round).isEqualTo(expected);
    }
  }

  /// @param batch after about so many the row is written and read again; 0 for never
  private static String row(List<Said> said, Random random, int batch) {
    var known = new Known(COLUMNS);
    var told = new Known(COLUMNS);
    for (var each : said) {
      told.tell(each.column, each.at, each.value);
      if (batch > 0 && random.nextInt(batch) == 0) {
        known = again(known);
        known.join(told);
        told = new Known(COLUMNS);
      }
    }
    known.join(told);
    return IntStream.range(0, COLUMNS).mapToObj(known::value).toList() + " " + known.newest() + " "
        + HexFormat.of().formatHex(known.clock());
  }

  private static Known again(Known known) {
    var newest = known.newest();
    return newest == null ? new Known(known.columns())
        : Known.of(IntStream.range(0, known.columns()).mapToObj(known::value).toArray(String[]::new), newest,
            known.clock());
  }
}

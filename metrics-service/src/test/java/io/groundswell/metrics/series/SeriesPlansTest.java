package io.groundswell.metrics.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.metrics.Plans;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// No question about a series reads a table from end to end, and none opens a day that it is not about.
class SeriesPlansTest {

  private static final String STARTS = "ARRAY['2026-01-10Z', '2026-01-11Z', '2026-01-12Z']::timestamptz[]";
  private static final String FROM = "'2026-01-10T00:00:00Z'::timestamptz";
  private static final String TO = "'2026-01-13T00:00:00Z'::timestamptz";

  static Stream<Arguments> rawQueries() {
    return Stream.of(
        Arguments.of(SeriesStore.AMOUNTS, new String[]{"1", "10", "ARRAY[1, 2]", STARTS, "ARRAY[" + FROM + "]",
            "ARRAY[" + TO + "]", FROM, TO}),
        Arguments.of(SeriesStore.LASTS, new String[]{"1", "10", "ARRAY[1, 2]", STARTS, "ARRAY[" + FROM + "]",
            "ARRAY[" + TO + "]", FROM, TO}),
        Arguments.of(SeriesStore.QUANTILES, new String[]{"1", "10", "ARRAY[1, 2]", STARTS, FROM, TO, "0.5"}),
        Arguments.of(SeriesStore.GROWTH,
            new String[]{"1", "10", "ARRAY[1, 2]", STARTS, FROM, TO, "ARRAY[1]", "ARRAY[7.5]",
                "'2026-01-10'::date", "'2026-01-12'::date"}));
  }

  @ParameterizedTest
  @MethodSource("rawQueries")
  void rawRowsAreFoundByTheKeyOfTheirDaysPartitions(String sql, String[] literals) throws SQLException {
    var plan = Plans.of(sql, literals);

    assertThat(Plans.readWhole(plan)).as(plan).isEmpty();
    assertThat(Plans.partitions(plan)).as(plan).isEqualTo(3);
  }

  @Test
  void personsAreFoundByTheKeysOfBothTables() throws SQLException {
    var plan = Plans.of(SeriesStore.PERSONS, "1", "10", "ARRAY[1, 2]", STARTS, FROM, TO);

    assertThat(Plans.readWhole(plan)).as(plan).isEmpty();
    assertThat(Plans.partitions(plan)).as(plan).isEqualTo(6);
  }

  static Stream<Arguments> rollupQueries() {
    return Stream.of(
        Arguments.of(SeriesStore.SUBJECT, new String[]{"1", "'post'", "'p10'"}),
        Arguments.of(SeriesStore.MEASURES, new String[]{"1", "10", "'m1'"}),
        Arguments.of(SeriesStore.CHANGES,
            new String[]{"1", "10", "ARRAY[1]", "'2026-01-01'::date", "'2026-02-01'::date"}),
        Arguments.of(SeriesStore.DAYS, new String[]{"1", "10", "ARRAY[1]", "'2026-01-01'::date", "'2026-02-01'::date"}),
        Arguments.of(SeriesStore.LAST_DAY_BEFORE, new String[]{"1", "10", "ARRAY[1]", "'2026-02-01'::date"}));
  }

  @ParameterizedTest
  @MethodSource("rollupQueries")
  void rollupsAndNamesAreFoundByTheirKeys(String sql, String[] literals) throws SQLException {
    var plan = Plans.of(sql, literals);

    assertThat(Plans.readWhole(plan)).as(plan).isEmpty();
    assertThat(plan).contains("Index");
  }
}

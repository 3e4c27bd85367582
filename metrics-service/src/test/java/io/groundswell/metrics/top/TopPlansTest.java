package io.groundswell.metrics.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.metrics.Plans;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/// A list reads what was gained in its window, and nothing before it.
class TopPlansTest {

  @Test
  void quartersOfAWindowAreFoundByTheirKey() throws SQLException {
    var plan = Plans.of(TopStore.QUARTERS, "1", "ARRAY[1]", "'2026-02-08T00:00:00Z'::timestamptz", "NULL", "20", "12.5",
        "7");

    assertThat(Plans.readWhole(plan)).as(plan).isEmpty();
    assertThat(plan).contains("metric_top_quarter_pkey");
  }

  @Test
  void daysOfAMeasureAreFoundByTheirIndex() throws SQLException {
    var plan = Plans.of(TopStore.DAYS, "1", "ARRAY[1]", "'2026-02-02'::date", "'post'", "20",
        "NULL", "NULL");

    assertThat(Plans.readWhole(plan)).as(plan).isEmpty();
    assertThat(plan).contains("metric_rollup_day_of_measure");
  }

  @Test
  void growthOverDaysIsFoundByTheSameIndexAndWhatWasBeforeByTheKey() throws SQLException {
    var plan = Plans.of(TopStore.GROWN_DAYS, "1", "ARRAY[1]", "'2026-02-02'::date", "'post'", "20", "NULL", "NULL");

    assertThat(Plans.readWhole(plan)).as(plan).isEmpty();
    assertThat(plan).contains("metric_rollup_day_of_measure", "metric_rollup_day_pkey");
  }

  @Test
  void measuresOfAnOrganisationAreFoundByTheSameIndex() throws SQLException {
    assertThat(Plans.readWhole(Plans.of(TopStore.MEASURES, "1", "'m1'", "NULL"))).isEmpty();
  }
}

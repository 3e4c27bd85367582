package io.groundswell.trend.calibration;

import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.trend.calibration.Calibration.Decile;
import io.groundswell.trend.calibration.Calibration.Horizon;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// Counts an organisation's calls and their outcomes.
@ApplicationScoped
class CalibrationQuery {

  private static final String DECILES = """
      SELECT least(9, floor(confidence * 10))::int AS decile, days, count(*) AS calls, sum(confidence) AS confidence,
        count(*) FILTER (WHERE outcome) AS held, sum((confidence - outcome::int) ^ 2) AS missed
      FROM analytics.trend_call
      CROSS JOIN LATERAL (VALUES (3, after_three_days), (7, after_seven_days)) AS known (days, outcome)
      WHERE organization_id = $1 AND called_at >= $2 AND outcome IS NOT NULL
      GROUP BY 1, 2 ORDER BY 2, 1""";

  private static final String CALLS =
      "SELECT count(*) AS calls FROM analytics.trend_call WHERE organization_id = $1 AND called_at >= $2";

  private final ScopedReads reads;

  CalibrationQuery(ScopedReads reads) {
    this.reads = reads;
  }

  private record Tenth(int days, int decile, long calls, double confidence, long held, double missed) {
  }

  Calibration answer(int organization, Instant from) {
    var arguments = Tuple.of(organization, from.atOffset(ZoneOffset.UTC));
    return reads.read(organization, queries -> {
      var tenths = new ArrayList<Tenth>();
      queries.run(DECILES, arguments).forEach(row -> tenths.add(new Tenth(row.getInteger("days"),
          row.getInteger("decile"), row.getLong("calls"), row.getDouble("confidence"), row.getLong("held"),
          row.getDouble("missed"))));
      long calls = queries.run(CALLS, arguments).iterator().next().getLong("calls");
      return new Calibration(from.toString(), calls, horizon(tenths, 3), horizon(tenths, 7));
    });
  }

  private static Horizon horizon(List<Tenth> all, int days) {
    var tenths = all.stream().filter(tenth -> tenth.days == days).toList();
    long known = tenths.stream().mapToLong(Tenth::calls).sum();
    if (known == 0) {
      return new Horizon(0, null, null, null, null, List.of());
    }
    double held = (double) tenths.stream().mapToLong(Tenth::held).sum() / known;
    double confidence = tenths.stream().mapToDouble(Tenth::confidence).sum() / known;
    double missed = tenths.stream().mapToDouble(Tenth::missed).sum() / known;
    return new Horizon(known, held, confidence, missed, held * (1 - held), tenths.stream()
        .map(tenth -> new Decile(tenth.decile / 10.0, tenth.calls, tenth.confidence / tenth.calls,
            (double) tenth.held / tenth.calls))
        .toList());
  }
}

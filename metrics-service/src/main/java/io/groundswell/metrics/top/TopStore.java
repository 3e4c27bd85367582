package io.groundswell.metrics.top;

import io.groundswell.contract.Kind;
import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads who is ahead, within one snapshot of one organisation.
final class TopStore {

  // Only measures that the organisation has a number of: the names belong to all.
  static final String MEASURES = """
      SELECT m.id, m.kind FROM analytics.measure AS m
      WHERE m.metric = $2 AND ($3::text IS NULL OR m.platform = $3) AND EXISTS (
        SELECT FROM analytics.metric_rollup_day AS d WHERE d.organization_id = $1 AND d.measure_id = m.id)""";

  private static final String RANKED = """
      SELECT s.id, s.type || '/' || s.external_id AS subject, ahead.value
      FROM (
        SELECT gained.subject_id, sum(gained.gain) AS value FROM ({gained}) AS gained
        WHERE ($4::text IS NULL OR EXISTS (
            SELECT FROM analytics.subject AS t WHERE t.id = gained.subject_id AND t.type = $4))
        GROUP BY gained.subject_id HAVING sum(gained.gain) > 0
          AND ($6::numeric IS NULL OR sum(gained.gain) < $6 OR (sum(gained.gain) = $6 AND gained.subject_id > $7))
        ORDER BY 2 DESC, 1 LIMIT $5) AS ahead
      JOIN analytics.subject AS s ON s.id = ahead.subject_id
      ORDER BY ahead.value DESC, s.id""";

  static final String QUARTERS = RANKED.replace("{gained}", """

          SELECT subject_id, gain FROM analytics.metric_top_quarter
          WHERE organization_id = $1 AND measure_id = ANY($2) AND quarter >= $3
          UNION ALL
          SELECT one.subject_id, one.gain FROM analytics.metric_top_pending AS batch
          CROSS JOIN LATERAL unnest(batch.measures, batch.subjects, batch.quarters, batch.gains)
            AS one (measure_id, subject_id, quarter, gain)
          WHERE batch.organization_id = $1 AND one.measure_id = ANY($2) AND one.quarter >= $3""");

  static final String DAYS = RANKED.replace("{gained}", """

          SELECT subject_id, sum AS gain FROM analytics.metric_rollup_day
          WHERE organization_id = $1 AND measure_id = ANY($2) AND day >= $3""");

  /// Totals, from the last number of each day: what it is above that of the day before that has one, or all of it after
  /// a reset. On the first day that there is, from its least number on.
  static final String GROWN_DAYS = RANKED.replace("{gained}", """

          SELECT subject_id, CASE WHEN before IS NULL THEN last - least WHEN last >= before THEN last - before
            ELSE last END AS gain
          FROM (
            SELECT d.subject_id, d.last_value::numeric AS last, d.minimum::numeric AS least,
              coalesce(lag(d.last_value) OVER (PARTITION BY d.subject_id, d.measure_id ORDER BY d.day), (
                SELECT earlier.last_value FROM analytics.metric_rollup_day AS earlier
                WHERE earlier.organization_id = $1 AND earlier.subject_id = d.subject_id
                  AND earlier.measure_id = d.measure_id AND earlier.day < $3
                ORDER BY earlier.day DESC LIMIT 1))::numeric AS before
            FROM analytics.metric_rollup_day AS d
            WHERE d.organization_id = $1 AND d.measure_id = ANY($2) AND d.day >= $3) AS step""");

  private final ScopedReads.Queries queries;
  private final int organization;

  TopStore(ScopedReads.Queries queries, int organization) {
    this.queries = queries;
    this.organization = organization;
  }

  /// A measure that the organisation has numbers of.
  record Measure(int id, Kind kind) {
  }

  List<Measure> measures(String metric, @Nullable String platform) {
    var measures = new ArrayList<Measure>();
    for (var row : queries.run(MEASURES, Tuple.of(organization, metric, platform))) {
      measures.add(new Measure(row.getInteger("id"), Objects.requireNonNull(Kind.find(row.getString("kind")))));
    }
    return measures;
  }

  /// One more than a page has, at most.
  ///
  /// @param kind of the measures
  List<TopBoard.Place> ranked(Integer[] measures, Kind kind, TopQuestion question, Instant from) {
    var window = question.window();
    var behind = question.behind();
    var arguments = Tuple.tuple().addInteger(organization).addArrayOfInteger(measures);
    if (window.isDays()) {
      arguments.addLocalDate(LocalDate.ofInstant(from, ZoneOffset.UTC));
    } else {
      arguments.addOffsetDateTime(from.atOffset(ZoneOffset.UTC));
    }
    arguments.addString(question.type()).addInteger(TopBoard.MOST + 1)
        .addBigDecimal(behind == null ? null : behind.value()).addInteger(behind == null ? null : behind.subject());
    var places = new ArrayList<TopBoard.Place>();
    int before = behind == null ? 0 : behind.rank();
    for (var row : queries.run(window.isDays() ? kind == Kind.TOTAL ? GROWN_DAYS : DAYS : QUARTERS, arguments)) {
      places.add(new TopBoard.Place(before + places.size() + 1, row.getString("subject"),
          plain(row.getBigDecimal("value")), row.getInteger("id")));
    }
    return places;
  }

  private static BigDecimal plain(BigDecimal number) {
    var stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}

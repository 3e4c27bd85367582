package io.groundswell.trend.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Subject;
import io.groundswell.trend.Tables;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.memory.SeriesKey;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Six days of a hashtag whose metric has changed what it counts: from then on it is three times as much.
class RecordsTest {

  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
  private static final int DAYS = 6;
  private static final long BEGIN = Bucket.of(Instant.parse("2026-03-01T00:00:00Z"));
  private static final long END = BEGIN + DAYS * (long) Bucket.DAY;
  private static final SeriesKey SERIES = new SeriesKey(1, 7, new Subject("hashtag", "counted"), "x", "mentions");

  private final Tables tables = new Tables().withDays(FIRST, FIRST.plusDays(DAYS));

  @AfterEach
  void close() {
    tables.close();
  }

  /// Ten in five minutes, thirty since the change; and three times as much in the record's hour.
  private void count(long change, long record) {
    tables.run("""
        INSERT INTO analytics.trend_bucket (bucket_start, events, organization_id, slot, live, subject_type, subject_id,
          platform, metric, total)
        SELECT to_timestamp(b * 300), 10, 1, 7, true, 'hashtag', 'counted', 'x', 'mentions',
          CASE WHEN b >= $3 THEN 30 ELSE 10 END * CASE WHEN b >= $4 AND b < $4 + 12 THEN 3 ELSE 1 END
        FROM generate_series($1::bigint, $2::bigint - 1) AS b""", Tuple.of(BEGIN, END, change, record));
    tables.run("INSERT INTO analytics.trend_disturbance_span VALUES ($1, $1, 1, false, 'x', 'mentions', 'redefined')",
        Tuple.of(Bucket.start(change).atOffset(ZoneOffset.UTC)));
  }

  private Finding finding() {
    return Findings.brokeRecord(SERIES, Course.of(tables::run, SERIES, END), END - Bucket.DAY, BEGIN, END);
  }

  @Test
  void whatRisesByAnotherDefinitionHasBrokenNoRecord() {
    count(END - Bucket.DAY / 2, END);
    assertThat(finding().verdict()).isEqualTo(Finding.WITHDRAWN);
  }

  @Test
  void aRecordOfTheOldDefinitionIsNoneOfTheNewOne() {
    long change = END - 3L * Bucket.DAY + 5;
    long record = END - 60;
    count(change, record);
    var finding = finding();
    assertThat(finding.verdict()).isEqualTo(Finding.HOLDS);
    assertThat(finding.evidence().path("value").asDouble()).isEqualTo(12 * 90.0);
    assertThat(finding.evidence().path("previous").asDouble()).isEqualTo(12 * 30.0);
    assertThat(finding.evidence().path("countedSince").asText()).isEqualTo(Bucket.start(change + 1).toString());
  }
}

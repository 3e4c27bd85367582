package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.contract.AcceptedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The record in psql and in BI tools.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class SqlQueriesTest {

  private static final Instant FROM = Instant.parse("2025-03-29T00:00:00Z");

  private final String id = UUID.randomUUID().toString();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @ParameterizedTest
  @CsvSource({"day, UTC, 1d", "1d, Europe/Berlin, 1d", "hour, Asia/Kathmandu, 1h", "week, UTC, 1w",
      "1mo, Europe/Berlin, 1mo",
      "15m, UTC, 15m"})
  void theFunctionAndTheApiSayTheSame(String bucket, String zone, String apiBucket) throws SQLException {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 60; i++) {
      events.add(Feed.delta("post/" + id, FROM.plus(67L * i, ChronoUnit.MINUTES), "likes", i + ".5"));
    }
    Feed.backfill(FROM, FROM.plus(4, ChronoUnit.DAYS), events);

    var sums =
        ask(1, "SELECT trim_scale(sum) FROM analytics.get_metrics_aggregated('post', '" + id + "', 'likes', '" + bucket
            + "', '2025-03-29T00:00:00Z', '2025-04-02T00:00:00Z', '" + zone + "')");

    var api =
        Asker.with(RecordBackend.READER).get("/v1/series/post/" + id + "/likes?fill=null&bucket=" + apiBucket + "&tz="
            + zone + "&from=2025-03-29T00:00:00Z&to=2025-04-02T00:00:00Z");
    assertThat(sums).isEqualTo(api.values().stream().filter(value -> !value.equals("null")).toList());
    assertThat(ask(2, "SELECT sum FROM analytics.get_metrics_aggregated('post', '" + id + "', 'likes', '" + bucket
        + "', '2025-03-29T00:00:00Z')")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"day, UTC", "week, UTC", "month, UTC", "day, Europe/Berlin", "week, Asia/Kathmandu",
      "month, America/New_York", "hour, Australia/Lord_Howe", "5m, UTC"})
  void aRangeEndsWhereItIsToldToInEveryBucketAndZone(String bucket, String zone) throws SQLException {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 96; i++) {
      events.add(
          Feed.delta("post/" + id, FROM.plus(59L * i, ChronoUnit.MINUTES), "likes", Integer.toString(1 << i % 20)));
    }
    Feed.backfill(FROM, FROM.plus(4, ChronoUnit.DAYS), events);

    for (var until : List.of("2025-03-31T00:00:00Z", "2025-03-31T07:13:00Z", "2025-04-01T00:00:00+02:00")) {
      var call =
          "analytics.get_metrics_aggregated('post', '" + id + "', 'likes', '" + bucket + "', '2025-03-29T00:00:00Z', '"
              + until + "', '" + zone + "')";
      var raw = "FROM analytics.series_point WHERE entity_id = '" + id + "' AND observed_at < '" + until
          + "' AND observed_at >= '2025-03-01Z' AND observed_at < '2025-04-05Z'";
      assertThat(
          ask(1, "SELECT concat_ws(' ', sum(events), trim_scale(sum(sum)), min(minimum), max(maximum)) FROM " + call))
          .as(until)
          .isEqualTo(ask(1, "SELECT concat_ws(' ', count(*), trim_scale(sum(value::numeric)), min(value), max(value)) "
              + raw));
      assertThat(ask(1, "SELECT last_value FROM " + call + " ORDER BY bucket_start DESC LIMIT 1")).as(until)
          .isEqualTo(ask(1, "SELECT value " + raw + " ORDER BY observed_at DESC LIMIT 1"));
    }
  }

  @Test
  void whatNeedsNumbersOfAnArchivedDayIsRefusedAndNamesTheDay() throws SQLException {
    var from = Instant.parse("2018-05-31T00:00:00Z");
    Feed.backfill(from, from.plus(2, ChronoUnit.DAYS),
        List.of(Feed.delta("post/" + id, from.plusSeconds(60), "likes", "3"),
            Feed.delta("post/" + id, from.plus(1, ChronoUnit.DAYS), "likes", "4")));
    Feed.undeclare(from);
    Feed.update("DELETE FROM analytics.partition_day WHERE day = '2018-05-31'");
    var call =
        "SELECT trim_scale(sum) FROM analytics.get_metrics_aggregated('post', '" + id + "', 'likes', '%s', '%s', "
            + "'2018-06-02Z', '%s')";
    try {
      assertThat(ask(1, call.formatted("day", "2018-05-31Z", "UTC"))).containsExactly("3", "4");
      assertThat(ask(1, call.formatted("week", "2018-05-31Z", "Europe/Berlin"))).containsExactly("7");
      assertThat(ask(1, call.formatted("hour", "2018-06-01Z", "UTC"))).containsExactly("4");
      for (var refused : List.of(call.formatted("hour", "2018-05-31Z", "UTC"),
          call.formatted("day", "2018-05-31Z", "Europe/Berlin"))) {
        assertThatThrownBy(() -> ask(1, refused)).as(refused)
            .hasMessageContaining("numbers of 2018-05-31 are not at hand");
      }
    } finally {
      Feed.update("INSERT INTO analytics.partition_day VALUES ('2018-05-31', now(), '2018-05-31')");
    }
  }

  @Test
  void viewsShowTheOwnOrganisationByName() throws SQLException {
    var time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Feed.live(Feed.delta("post/" + id, time, "likes", "2"), Feed.delta("post/" + id, time, "likes", "3.5"));

    assertThat(ask(1,
        "SELECT concat_ws(' ', entity_type, metric, platform, kind, events, trim_scale(sum), trim_scale(average), "
            + "minimum, maximum, revision, change_reason) FROM analytics.series_day WHERE entity_id = '" + id + "'"))
        .containsExactly("post likes x delta 2 5.5 2.75 2 3.5 1 live");
    assertThat(
        ask(1, "SELECT value FROM analytics.series_point WHERE entity_id = '" + id + "' AND observed_at >= '" + time
            + "' ORDER BY value"))
        .containsExactly("2", "3.5");
    assertThat(ask(2, "SELECT 1 FROM analytics.series_day WHERE entity_id = '" + id + "'")).isEmpty();
  }

  @Test
  void aWrongBucketIsRefused() {
    assertThatThrownBy(() -> ask(1, "SELECT * FROM analytics.get_metrics_aggregated('post', 'a', 'likes', 'decade')"))
        .hasMessageContaining("bucket must be 5m");
  }

  private static List<String> ask(int organization, String sql) throws SQLException {
    try (var connection = Feed.connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE groundswell_reader");
      statement.execute("SELECT set_config('app.organization', '" + organization + "', false)");
      var rows = statement.executeQuery(sql);
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}

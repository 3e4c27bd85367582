package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.faults.Victim;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The packaged service, killed while it moves days into files: once in every state that a day can be in. Takes two
/// minutes, most of them starts; `ArchiverTest` of metrics-service kills before every word of every step.
@Tag("long")
class ArchiveKillsIT {

  private static final List<String> STATES = List.of("active", "sealed", "exported", "verified", "closed", "detached");
  private static final LocalDate FIRST = LocalDate.parse("2003-03-01");
  /// More than states, for one that goes by between two looks.
  private static final int DAYS = 12;

  private final Caller caller = new Caller(SharedSystem.whereabouts());

  @Test
  void killedInEveryStateItFinishesTheArchiveAndNoRowIsLost() throws Exception {
    fill();
    var stored = rows();
    assertThat(stored).hasSize(DAYS * 40);
    ask();

    var left = new ArrayDeque<>(STATES);
    for (var day = FIRST; day.isBefore(FIRST.plusDays(DAYS)) && !left.isEmpty(); day = day.plusDays(1)) {
      if (killedIn(left.element(), day)) {
        left.remove();
      }
    }

    assertThat(left).as("states in which it was not killed").isEmpty();
    await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> assertThat(count(
        "SELECT count(*) FROM analytics.archive_partition WHERE state = 'dropped' AND " + within("day")))
        .isEqualTo(2 * DAYS));
    assertThat(rows()).isEmpty();
    for (var day = FIRST; day.isBefore(FIRST.plusDays(DAYS)); day = day.plusDays(1)) {
      var metrics = SharedSystem.whereabouts().metrics();
      assertThat(caller.call(metrics, "POST", "/v1/archive/" + day + "/verify", "{}").json().path("intact").asBoolean())
          .as(day.toString()).isTrue();
      assertThat(caller.call(metrics, "POST", "/v1/archive/" + day + "/restore", "{\"days\": 366}").status())
          .isEqualTo(200);
    }
    assertThat(rows()).isEqualTo(stored);
    await().atMost(Duration.ofSeconds(60)).until(SharedSystem::isReady);
  }

  private void fill() {
    var end = FIRST.plusDays(DAYS);
    await().atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(caller.call(SharedSystem.whereabouts().ingest(),
            "POST", "/v1/backfills", "{\"from\":\"" + FIRST + "T00:00:00Z\",\"to\":\"" + end + "T00:00:00Z\"}")
            .status())
            .isEqualTo(201));
    for (var day = FIRST; day.isBefore(end); day = day.plusDays(1)) {
      var events = new ArrayList<String>();
      for (int i = 0; i < 20; i++) {
        events.add("""
            {"specversion":"1.0","id":"kept-%1$s-%2$d","source":"kills","type":"quiz.answered","time":"%1$sT%2$02d:30:00Z",
             "subject":"post/kept","platform":"x","data":{"points":%2$d}}""".formatted(day, i));
      }
      var sent = caller.batch("backfill", "[" + String.join(",", events) + "]");
      assertThat(sent.json().path("accepted").asInt()).as(sent.text()).isEqualTo(20);
    }
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(rows()).hasSize(DAYS * 40));
  }

  /// These days and no others', whose rows other tests may look at.
  private static void ask() throws SQLException {
    run("INSERT INTO analytics.archive_partition (day, partitioned) SELECT day, partitioned FROM analytics.partition_day, "
        + "unnest(ARRAY['time_series_metrics', 'analytics_events']) AS partitioned WHERE " + within("day"));
  }

  /// Holds the day in a state, by a lock on its row, and kills the service there.
  ///
  /// @return false where the day went by
  private static boolean killedIn(String state, LocalDate day) throws Exception {
    try (var connection = SharedSystem.whereabouts().database().connect()) {
      connection.setAutoCommit(false);
      while (true) {
        var now = lockedState(connection, day);
        if (now.equals(state)) {
          kill();
          connection.rollback();
          return true;
        }
        connection.rollback();
        if (now.equals("dropped") || STATES.indexOf(now) > STATES.indexOf(state)) {
          return false;
        }
      }
    }
  }

  private static String lockedState(Connection connection, LocalDate day) throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(
        "SELECT state FROM analytics.archive_partition WHERE partitioned = 'time_series_metrics' AND day = '" + day
            + "' FOR UPDATE")) {
      row.next();
      return row.getString(1);
    }
  }

  private static void kill() throws SQLException {
    long pid = SharedSystem.scene().pid(Victim.METRICS);
    var process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
    // As if the time of its lease were over, which its successor would wait for.
    run("UPDATE analytics.job_run SET expires_at = now() WHERE job IN ('archive', 'partitions')");
  }

  private static List<String> rows() throws SQLException {
    var found = new ArrayList<String>();
    for (var table : List.of("time_series_metrics|observed_at", "analytics_events|event_timestamp")) {
      var names = table.split("\\|");
      try (var connection = SharedSystem.whereabouts().database().connect();
          var rows =
              connection.createStatement().executeQuery("SELECT t::text FROM analytics." + names[0] + " AS t WHERE "
                  + within(names[1]) + " ORDER BY 1")) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  private static String within(String column) {
    return column + " >= '" + FIRST + "Z' AND " + column + " < '" + FIRST.plusDays(DAYS) + "Z'";
  }

  private static long count(String sql) throws SQLException {
    try (var connection = SharedSystem.whereabouts().database().connect();
        var row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void run(String sql) throws SQLException {
    try (var connection = SharedSystem.whereabouts().database().connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

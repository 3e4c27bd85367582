package io.groundswell.proof.bench;

import io.groundswell.proof.check.Database;
import io.groundswell.proof.faults.Scene;
import io.groundswell.proof.faults.Victim;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// The record with a month in it: how fast a day more is stored with everything on, what events and posts take, and how
/// long the queries take.
final class RecordBench {

  static final int EVENTS_A_DAY = 500_000;
  static final int POSTS = 1_000_000;

  private static final String A_DAYS_BYTES = """
      SELECT (pg_total_relation_size('{part}') + {figures})::float8 / (SELECT count(*) FROM {part})""";

  private static final String FIGURES = """
      (SELECT pg_total_relation_size('analytics.metric_rollup_day')::float8 * count(*) FILTER (WHERE day = '{day}')
        / count(*) FROM analytics.metric_rollup_day)""";

  private static final String POSTS_BYTES = """
      SELECT (pg_table_size('analytics.posts') + pg_table_size('analytics.media_files')
        + pg_table_size('analytics.post_media_links'))::float8 / count(*) FROM analytics.posts""";

  private static final String POST_BYTES =
      "SELECT pg_table_size('analytics.posts')::float8 / count(*) FROM analytics.posts";

  private final Consumer<String> progress;
  private final int eventsADay;
  private final int posts;

  RecordBench(Consumer<String> progress, int eventsADay, int posts) {
    this.progress = progress;
    this.eventsADay = eventsADay;
    this.posts = posts;
  }

  Section run() throws IOException, InterruptedException, SQLException, ExecutionException {
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT)) {
      var place = new Scene(sandbox).whereabouts();
      var database = place.database();
      var scene = new Scene(sandbox);
      var now = InstantSource.system().instant();
      var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
      var fill = new RecordFill(database, progress, eventsADay, posts);
      fill.run(today);
      fill.analyze();
      progress.accept("record: a month of " + eventsADay + " events a day and " + posts + " posts are there");
      long metrics = scene.pid(Victim.METRICS);
      Machine.signal("STOP", metrics);
      SinkBench.fill(place.bootstrapServers(), 0, eventsADay);
      Machine.signal("CONT", metrics);
      double rate = SinkBench.drain(database, 0, eventsADay);
      progress.accept("record: sink " + Section.number(rate) + " rows/s");
      var rows = new ArrayList<List<String>>();
      rows.addAll(new RecordQueries(place, fill, posts, now, words(database)).run());
      fill.analyze();
      var sizes = sizes(database, today);
      return new Section("Record",
          List.of("query", "asked", "p50 ms", "p99 ms", "plain SQL p50", "plain SQL p99", "goal p99"),
          rows, List.of(
              "A month of " + Section.number(eventsADay) + " events a day on " + Section.number(fill.subjects())
                  + " skewed subjects, " + Section.number(posts) + " posts of " + Section.number(fill.creators())
                  + " creators, asked by 8 clients over HTTP, each as soon as it was answered, for 5 s a query. "
                  + "Plain SQL asks the raw tables by 8 connections in the same run.",
              "Sink, with the month in the tables and trend-service beside it: " + Section.number(rate) + " rows/s.",
              sizes));
    }
  }

  private static String sizes(Database database, LocalDate today) throws SQLException {
    // The last full day, of which part came by Kafka; packed as the nightly work leaves it.
    var day = today.minusDays(1);
    var part = "analytics.time_series_metrics_" + day.toString().replace("-", "");
    var bytes = A_DAYS_BYTES.replace("{part}", part).replace("{figures}", FIGURES.replace("{day}", day.toString()));
    double fresh = number(database, bytes);
    run(database, "REINDEX TABLE " + part);
    return "An event takes " + Section.number(fresh) + " bytes as it was stored, and "
        + Section.number(number(database, bytes))
        + " once its day is packed: table, index and its share of the daily figures (goal: 180). A post takes "
        + Section.number(number(database, POST_BYTES)) + " bytes without indexes (goal: 550), "
        + Section.number(number(database, POSTS_BYTES)) + " with its file and their link.";
  }

  /// Two words each, of posts here and there.
  private static List<String> words(Database database) throws SQLException {
    var found = new ArrayList<String>();
    try (var connection = database.connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery("""
            SELECT split_part(text, ' ', 2) || ' ' || split_part(text, ' ', 3) FROM analytics.posts TABLESAMPLE SYSTEM (1)
            LIMIT 2000""")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private static double number(Database database, String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getDouble(1);
    }
  }

  private static void run(Database database, String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

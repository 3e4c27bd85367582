package io.groundswell.proof.bench;

import static java.util.stream.Collectors.joining;

import io.groundswell.proof.Whereabouts;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;

/// The queries of the record, by eight clients that each ask as soon as they were answered, over HTTP and beside it in
/// plain SQL on the same tables.
final class RecordQueries {

  private static final int CLIENTS = 8;
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration MEASURED = Duration.ofSeconds(5);
  /// Of the round for nothing, a query.
  private static final Duration FOR_NOTHING = Duration.ofSeconds(3);
  private static final int SEVERAL = 5;

  private static final String SORAS_LIKES =
      "(SELECT id FROM analytics.measure WHERE metric = 'likes' AND platform = 'sora' AND kind = 'total')";

  private final Whereabouts place;
  private final RecordFill filled;
  private final int posts;
  private final Instant now;
  private final List<String> words;

  /// @param words of posts, two each
  RecordQueries(Whereabouts place, RecordFill filled, int posts, Instant now, List<String> words) {
    this.place = place;
    this.filled = filled;
    this.posts = posts;
    this.now = now;
    this.words = List.copyOf(words);
  }

  /// A query, and what it is to reach.
  ///
  /// @param goal p99 in milliseconds
  /// @param path by a source of randomness
  /// @param body by the same, to be posted; empty: none, and the path is got
  /// @param sql plain, by the same; empty: none
  private record Query(String name, double goal, Function<SplittableRandom, String> path,
      Function<SplittableRandom, String> body, Function<SplittableRandom, String> sql) {

    Query(String name, double goal, Function<SplittableRandom, String> path, Function<SplittableRandom, String> sql) {
      this(name, goal, path, random -> "", sql);
    }
  }

  List<List<String>> run() throws InterruptedException, ExecutionException {
    var queries = Stream.concat(queries().stream(), sums().stream()).toList();
    // Compiled code answers otherwise than interpreted: a round for nothing.
    for (var query : queries) {
      measure(() -> http(query), Duration.ZERO, FOR_NOTHING);
    }
    var rows = new ArrayList<List<String>>();
    for (var query : queries) {
      var http = measure(() -> http(query), WARM_UP, MEASURED);
      var sql = query.sql.apply(new SplittableRandom(1)).isEmpty() ? null
          : measure(() -> sql(query), WARM_UP, MEASURED);
      rows.add(List.of(query.name, Integer.toString(http.count()), Section.number(http.percentile(0.5)),
          Section.number(http.percentile(0.99)), sql == null ? "–" : Section.number(sql.percentile(0.5)),
          sql == null ? "–" : Section.number(sql.percentile(0.99)),
          "< " + Section.number(query.goal) + (http.percentile(0.99) < query.goal ? "" : ", missed")));
    }
    return rows;
  }

  private List<Query> queries() {
    var hour = now.truncatedTo(ChronoUnit.HOURS);
    var five = Instant.ofEpochSecond(now.getEpochSecond() / 300 * 300);
    return List.of(
        new Query("series: hours of 7 days, one subject", 10,
            random -> "/v1/series/post/" + subject(random) + "/likes?platform=x&bucket=1h&from="
                + hour.minus(7, ChronoUnit.DAYS) + "&to=" + hour,
            random -> "SELECT date_bin('1 hour', observed_at, 'epoch'), sum(value) FROM analytics.time_series_metrics "
                + "WHERE " + isOf(subject(random)) + " AND observed_at >= '" + hour.minus(7, ChronoUnit.DAYS)
                + "' AND observed_at < '" + hour + "' GROUP BY 1"),
        new Query("latest 50 points of a subject (5 minutes each)", 10,
            random -> "/v1/series/post/" + subject(random) + "/likes?platform=x&bucket=5m&from="
                + five.minusSeconds(50L * 300) + "&to=" + five,
            random -> "SELECT observed_at, value FROM analytics.time_series_metrics WHERE " + isOf(subject(random))
                + " ORDER BY observed_at DESC LIMIT 50"),
        new Query("top 20 subjects of the last 24 hours", 10, random -> "/v1/top/likes?window=24h&limit=20",
            random -> "SELECT subject_id, sum(value) FROM analytics.time_series_metrics WHERE organization_id = 1 AND "
                + "observed_at >= '" + now.minus(1, ChronoUnit.DAYS) + "' GROUP BY 1 ORDER BY 2 DESC LIMIT 20"),
        new Query("feed: latest 20 posts", 5, random -> "/v1/posts/latest?limit=20",
            random -> "SELECT * FROM analytics.posts WHERE organization_id = 1 ORDER BY posted_at DESC LIMIT 20"),
        new Query("search by two words, 50 posts", 20,
            random -> "/v1/posts/search?limit=50&match=words&q=" + encoded(words(random)),
            random -> "SELECT * FROM analytics.posts WHERE analytics.search_vector(text) @@ plainto_tsquery('english', '"
                + words(random) + "') ORDER BY posted_at DESC LIMIT 50"),
        new Query("search by two misspelt words, 50 posts", 20,
            random -> "/v1/posts/search?limit=50&match=fuzzy&q=" + encoded(misspelt(words(random))), random -> ""),
        new Query("posts of a creator", 4,
            random -> "/v1/creators/" + creator(random) + "/posts?limit=20",
            random -> "SELECT * FROM analytics.posts WHERE organization_id = 1 AND creator_id = (SELECT id FROM "
                + "analytics.subject WHERE organization_id = 1 AND type = 'creator' AND external_id = '"
                + creator(random) + "') ORDER BY posted_at DESC LIMIT 20"),
        new Query("a post with its totals", 10, random -> "/v1/posts/sora/p" + (1 + random.nextInt(posts)),
            random -> ""));
  }

  /// Those that add up, and those that ask for several things at once.
  private List<Query> sums() {
    var week = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(6);
    var hour = now.truncatedTo(ChronoUnit.HOURS);
    return List.of(
        new Query("hours of 7 days, 5 subjects at once", 20, random -> "/v1/series:query",
            random -> "{\"from\": \"" + hour.minus(7, ChronoUnit.DAYS) + "\", \"to\": \"" + hour
                + "\", \"bucket\": \"1h\", \"series\": ["
                + Stream.generate(() -> "{\"subject\": \"post/" + subject(random)
                    + "\", \"metric\": \"likes\", \"platform\": \"x\"}").limit(SEVERAL).collect(joining(", "))
                + "]}",
            random -> "SELECT subject_id, date_bin('1 hour', observed_at, 'epoch'), sum(value) FROM "
                + "analytics.time_series_metrics WHERE organization_id = 1 AND subject_id = ANY(ARRAY(SELECT id FROM "
                + "analytics.subject WHERE organization_id = 1 AND type = 'post' AND external_id IN ("
                + Stream.generate(() -> "'" + subject(random) + "'").limit(SEVERAL).collect(joining(", "))
                + "))) AND observed_at >= '" + hour.minus(7, ChronoUnit.DAYS) + "' AND observed_at < '" + hour
                + "' GROUP BY 1, 2"),
        new Query("top 20 of 7 days by growth", 10,
            random -> "/v1/top/likes?window=7d&by=growth&platform=sora&limit=20",
            random -> "SELECT subject_id, sum(last_value - before) FROM (SELECT subject_id, day, last_value, "
                + "lag(last_value, 1, 0::float8) OVER (PARTITION BY subject_id ORDER BY day) AS before FROM "
                + "analytics.metric_rollup_day WHERE organization_id = 1 AND measure_id = " + SORAS_LIKES
                + ") AS step WHERE day >= '" + week + "' GROUP BY 1 ORDER BY 2 DESC LIMIT 20"),
        new Query("top 20 creators by followers", 10, random -> "/v1/creators/top?limit=20",
            random -> "SELECT * FROM analytics.creators WHERE organization_id = 1 "
                + "ORDER BY follower_count DESC NULLS LAST LIMIT 20"),
        new Query("top 20 creators by likes of 7 days", 10, random -> "/v1/creators/top?by=likes&limit=20",
            random -> "SELECT creator_id, sum(last_value) FROM (SELECT DISTINCT ON (p.subject_id) p.creator_id, "
                + "d.last_value FROM analytics.posts AS p JOIN analytics.metric_rollup_day AS d "
                + "USING (organization_id, subject_id) "
                + "WHERE p.organization_id = 1 AND p.posted_at >= '" + now.minus(7, ChronoUnit.DAYS)
                + "' AND d.measure_id = " + SORAS_LIKES + " ORDER BY p.subject_id, d.day DESC) AS latest "
                + "GROUP BY 1 ORDER BY 2 DESC LIMIT 20"),
        new Query("a creator with totals", 10, random -> "/v1/creators/" + creator(random),
            random -> "SELECT c.*, (SELECT count(*) FROM analytics.posts AS p WHERE p.organization_id = 1 AND "
                + "p.creator_id = c.subject_id) FROM analytics.creators AS c WHERE organization_id = 1 AND "
                + "subject_id = (SELECT id FROM analytics.subject WHERE organization_id = 1 AND type = 'creator' AND external_id = '"
                + creator(random) + "')"),
        new Query("how many posts and creators", 10, random -> "/v1/stats",
            random -> "SELECT (SELECT count(*) FROM analytics.posts WHERE organization_id = 1), (SELECT count(*) FROM "
                + "analytics.creators WHERE organization_id = 1)"));
  }

  private String creator(SplittableRandom random) {
    return "c" + (1 + (int) (filled.creators() * Math.pow(random.nextDouble(), 2)));
  }

  private static String isOf(String subject) {
    return "organization_id = 1 AND subject_id = (SELECT id FROM analytics.subject WHERE organization_id = 1 AND "
        + "type = 'post' AND external_id = '" + subject + "')";
  }

  private String subject(SplittableRandom random) {
    return "p" + (1 + (int) (filled.subjects() * Math.pow(random.nextDouble(), 3)));
  }

  private String words(SplittableRandom random) {
    return words.get(random.nextInt(words.size()));
  }

  /// Two letters of each word change places.
  private static String misspelt(String words) {
    var wrong = new StringBuilder();
    for (var word : words.split(" ")) {
      int at = word.length() / 2;
      wrong.append(word, 0, at - 1).append(word.charAt(at)).append(word.charAt(at - 1)).append(word.substring(at + 1))
          .append(' ');
    }
    return wrong.toString().strip();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// One client's way to ask once.
  private interface Asking extends AutoCloseable {

    void ask(SplittableRandom random) throws Exception;

    @Override
    void close() throws SQLException, IOException;
  }

  private static Samples measure(Callable<Asking> client, Duration warmUp, Duration measured)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      long began = System.nanoTime();
      var asked = new ArrayList<Future<List<Long>>>();
      for (int i = 0; i < CLIENTS; i++) {
        var random = new SplittableRandom(i);
        asked.add(threads.submit(() -> {
          var took = new ArrayList<Long>();
          try (var asking = client.call()) {
            for (long at = System.nanoTime(); at - began < warmUp.plus(measured).toNanos(); at = System.nanoTime()) {
              asking.ask(random);
              if (System.nanoTime() - began > warmUp.toNanos()) {
                took.add(System.nanoTime() - at);
              }
            }
          }
          return took;
        }));
      }
      var samples = new Samples();
      for (var each : asked) {
        each.get().forEach(samples::add);
      }
      return samples;
    }
  }

  private Asking http(Query query) throws IOException {
    var http = new PlainHttp(place.metrics(), place.key());
    return new Asking() {
      @Override
      public void ask(SplittableRandom random) throws IOException {
        var path = query.path.apply(random);
        var body = query.body.apply(random);
        int status = (body.isEmpty() ? http.get(path) : http.post(path, body)).status();
        // A subject of the long tail may never have had a number.
        if (status != 200 && status != 404) {
          throw new IOException(path + " was answered " + status);
        }
      }

      @Override
      public void close() throws IOException {
        http.close();
      }
    };
  }

  private Asking sql(Query query) throws SQLException {
    var connection = place.database().connect();
    return new Asking() {
      @Override
      public void ask(SplittableRandom random) throws SQLException {
        try (var statement = connection.createStatement();
            var rows = statement.executeQuery(query.sql.apply(random))) {
          while (rows.next()) {
            rows.getObject(1);
          }
        }
      }

      @Override
      public void close() throws SQLException {
        connection.close();
      }
    };
  }
}

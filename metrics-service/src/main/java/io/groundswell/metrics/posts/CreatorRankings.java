package io.groundswell.metrics.posts;

import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.answer.KeptAnswers;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Who is ahead by what their posts of the last days got, kept for a moment: every post of these days has to be looked
/// at, a hundred thousand in a week of a million. Only places are kept; what a page says of a creator is read anew, so
/// nothing of a forgotten person outlives them here.
@ApplicationScoped
class CreatorRankings {

  /// Places that are kept of a ranking. Whoever reads on behind them has the next ones ranked anew.
  static final int MOST_PLACES = 2_000;
  private static final long MOST_RANKINGS = 200;

  // $1 organisation, $2 since when posts count, $3 platform, $4 score, $5 subject and $6 platform of the place before.
  private static final String RANKED = """
      SELECT subject_id, platform, score
      FROM (
        SELECT p.creator_id AS subject_id, p.platform, {score}::numeric AS score
        FROM analytics.posts AS p {numbers}
        WHERE p.organization_id = $1 AND p.posted_at >= $2 AND p.creator_id IS NOT NULL
          AND ($3::text IS NULL OR p.platform = $3)
        GROUP BY p.creator_id, p.platform) AS scored
      WHERE score < $4::numeric OR (score = $4::numeric AND (subject_id, platform COLLATE "C") > ($5, $6))
      ORDER BY score DESC, subject_id, platform COLLATE "C" LIMIT {most}"""
      .replace("{most}", Integer.toString(MOST_PLACES + 1));

  private static final String WANTED = """
      WITH wanted AS MATERIALIZED (
        SELECT id, platform FROM analytics.measure WHERE metric = '{metric}' AND kind = 'total')
      """;

  // The last of each post; a metric has one total on a platform.
  private static final String LAST_TOTAL = """
      LEFT JOIN wanted ON wanted.platform = p.platform
      LEFT JOIN LATERAL (
        SELECT d.last_value FROM analytics.metric_rollup_day AS d
        WHERE d.organization_id = $1 AND d.subject_id = p.subject_id AND d.measure_id = wanted.id
        ORDER BY d.day DESC LIMIT 1) AS number ON true""";

  /// What is ranked by.
  enum Rank {
    POSTS(RANKED.replace("{score}", "count(*)").replace("{numbers}", "")),
    LIKES(byTotal("likes")),
    VIEWS(byTotal("views"));

    private final String sql;

    Rank(String sql) {
      this.sql = sql;
    }

    private static String byTotal(String metric) {
      return WANTED.replace("{metric}", metric)
          + RANKED.replace("{score}", "coalesce(sum(number.last_value::numeric), 0)").replace("{numbers}", LAST_TOTAL);
    }

    String slug() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param days posts that were posted before these do not count
  record Question(int organization, Rank by, @Nullable String platform, int days, CreatorPlace behind) {

    private Question behind(CreatorPlace place) {
      return new Question(organization, by, platform, days, place);
    }
  }

  /// @param isWhole whether nobody comes behind the last of them
  private record Ranking(Instant asOf, List<CreatorPlace> places, boolean isWhole) {
  }

  /// @param asOf when these were ranked
  /// @param places one more than asked for, where there are more
  record Page(Instant asOf, List<CreatorPlace> places) {
  }

  private final ScopedReads reads;
  private final InstantSource clock;
  private final KeptAnswers<Question, Ranking> rankings;

  CreatorRankings(ScopedReads reads, InstantSource clock, PostsConfig config) {
    this.reads = reads;
    this.clock = clock;
    this.rankings = new KeptAnswers<>(MOST_RANKINGS, config.fresh(), config.oldest(), this::rank);
  }

  /// The page behind the question's place.
  ///
  /// @param limit fewer than [#MOST_PLACES]
  Page page(Question question, int limit) {
    var ranking = rankings.get(question.behind(CreatorPlace.FIRST));
    var places = behind(question.behind, ranking, limit);
    if (places.size() <= limit && !ranking.isWhole) {
      ranking = rankings.get(question);
      places = behind(question.behind, ranking, limit);
    }
    return new Page(ranking.asOf, places);
  }

  private static List<CreatorPlace> behind(CreatorPlace place, Ranking ranking, int limit) {
    return ranking.places.stream().filter(place::isBefore).limit(limit + 1L).toList();
  }

  private Ranking rank(Question question) {
    var now = clock.instant();
    var since = now.minus(question.days, ChronoUnit.DAYS).atOffset(ZoneOffset.UTC);
    var behind = question.behind;
    var rows = reads.read(question.organization, queries -> queries.run(question.by.sql,
        Tuple.of(question.organization, since, question.platform, behind.score(), behind.subject(),
            behind.platform())));
    var places = StreamSupport.stream(rows.spliterator(), false).map(CreatorPlace::from).toList();
    return new Ranking(now, places.subList(0, Math.min(places.size(), MOST_PLACES)), places.size() <= MOST_PLACES);
  }
}

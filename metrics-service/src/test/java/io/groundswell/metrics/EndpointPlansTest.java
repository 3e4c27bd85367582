package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How every question that can be asked is carried out on full tables: by an index, never by reading a table from end
/// to end, nor many more blocks than it needs. With `-Dplans.rows=10000000` on as many numbers.
class EndpointPlansTest {

  private static final String SINCE = "'2026-01-10T00:00:00Z'::timestamptz";
  private static final String UNTIL = "'2026-01-13T00:00:00Z'::timestamptz";
  private static final String STARTS = "ARRAY['2026-01-10Z', '2026-01-11Z', '2026-01-12Z']::timestamptz[]";
  private static final String[] FEED = {"1", "'2026-01-10'::date", UNTIL, "7", "'x'", SINCE};

  private static final String[] FOLLOWED = {"1", "'2026-01-10'::date", "20", "500", "7", "'x'"};
  private static final String[] RANKED = {"1", "'2026-01-22'::timestamptz", "NULL", "500", "7", "'x'"};

  /// By endpoint: the statements behind it, as class and constant, with what stands for their parameters. Where none is
  /// named they are only about tables that are always small.
  private static final TreeMap<String, List<Statement>> STATEMENTS = new TreeMap<>();

  /// Blocks that a statement looks at, at the most: twice what it does, so that a walk along a whole index is seen.
  private static final long USUAL = 120;
  /// The numbers for which these bounds hold; with more, ranges of time hold more.
  private static final long FEW = 200_000;

  private record Statement(String in, String constant, long most, String... literals) {

    Statement within(long blocks) {
      return new Statement(in, constant, blocks, literals);
    }
  }

  static {
    put("/v1/series/{subjectType}/{subjectId}/{metric}", of("series.SeriesStore", "SUBJECT", "1", "'post'", "'p10'"),
        of("series.SeriesStore", "AMOUNTS", "1", "10", "ARRAY[1, 2]", STARTS, "ARRAY[" + SINCE + "]",
            "ARRAY[" + UNTIL + "]", SINCE, UNTIL),
        of("series.SeriesStore", "CHANGES", "1", "10", "ARRAY[1]", "'2026-01-01'::date", "'2026-02-01'::date"),
        of("series.SeriesStore", "SKETCHES", "1", "10", "ARRAY[1]", "'2026-01-01'::date", "'2026-02-01'::date"));
    put("/v1/top/{metric}", of("top.TopStore", "QUARTERS", "1", "ARRAY[1]", "'2026-02-08'::timestamptz", "NULL", "20",
        "NULL", "NULL"),
        of("top.TopStore", "GROWN_DAYS", "1", "ARRAY[1]", "'2026-02-02'::date", "NULL", "20", "NULL", "NULL"));
    put("/v1/posts/latest", of("posts.PostReads", "LATEST", FEED).within(650),
        of("posts.PostReads", "LATEST_OF_PLATFORM", with(FEED, "'x'")).within(650));
    put("/v1/posts/{platform}/{postId}", of("posts.PostReads", "ONE", "1", "'2026-01-10'::date", "'p10'", "'x'"));
    // Its own statement calls search_posts: see below.
    put("/v1/posts/search");
    put("/v1/creators/{creatorId}/posts", of("posts.PostReads", "OF_CREATOR", with(FEED, "'c1'", "NULL")));
    put("/v1/creators/{creatorId}", of("posts.CreatorReads", "ONE", "1", "'2026-01-10'::date", "'c1'", "NULL"));
    put("/v1/creators/top", of("posts.CreatorReads", "TOP_OF_ALL", FOLLOWED).within(600),
        of("posts.CreatorReads", "TOP_OF_PLATFORM", with(FOLLOWED, "'x'")).within(600),
        of("posts.CreatorReads", "LISTED", "1", "'2026-01-10'::date", "ARRAY[10, 20, 30]", "ARRAY['x', 'x', 'x']"),
        of("posts.CreatorRankings", "Rank.POSTS", RANKED).within(600),
        of("posts.CreatorRankings", "Rank.LIKES", RANKED).within(1_400),
        of("posts.CreatorRankings", "Rank.VIEWS", RANKED).within(1_400));
    put("/v1/stats", of("posts.StatsResource", "PLATFORMS", "1").within(1_000),
        of("posts.StatsResource", "HOURS", "1", SINCE));
    put("/v1/users/{userId}/time", of("people.UserTimeResource", "ONE", "1", "'u1'"));
    put("/v1/people");
    put("/v1/quality/{subjectType}/{subjectId}", of("people.QualityResource", "OF_SUBJECT", "1", "'post'", "'p10'",
        "now() - interval '30 days'", "now()"));
    put("/v1/genres");
    put("/v1/performance", of("performance.PerformanceResource", "BY_ENDPOINT", "1", SINCE, UNTIL));
    put("/v1/accounting", of("accounting.AccountingReads", "RECORD", "1", SINCE, UNTIL, "'s1'"));
    put("/v1/sources", of("accounting.SourcesResource", "SOURCES", "1", SINCE, UNTIL, "''", "20").within(300));
    put("/v1/quarantine",
        of("quarantine.QuarantineReads", "OWN", "1", UNTIL, "gen_random_uuid()", SINCE, "NULL", "NULL",
            "NULL", "20"),
        of("quarantine.QuarantineReads", "WITH_NOBODYS", "1", UNTIL, "gen_random_uuid()", SINCE, "NULL", "NULL", "NULL",
            "20"));
    put("/v1/quarantine/{id}", of("quarantine.QuarantineReads", "ONE", "1",
        "'00000000-0000-0000-0000-000000000001'::uuid"),
        of("quarantine.QuarantineReads", "HISTORY", "1", "'00000000-0000-0000-0000-000000000001'::uuid"));
    put("/v1/receipts/{receipt}", of("receipt.ReceiptStore", "SET_ASIDE", "'c'", "'t'", "1", "7", "1",
        SINCE, "NULL"));
    put("/v1/audit", of("audit.AuditResource", "COUNT", "1").within(300),
        of("audit.AuditResource", "FINDINGS", "1", "20").within(200));
    put("/v1/events", of("recall.EventsResource", "PAGE", "1", SINCE, UNTIL, "NULL", "0", "'epoch'::timestamptz",
        "'00000000-0000-0000-0000-000000000000'::uuid", "20").within(200));
    put("/v1/funnels", of("funnel.FunnelsResource", "EVENTS", "1", SINCE, UNTIL, "ARRAY['a', 'b']", "100", "''")
        .within(400));
    put("/v1/referrals", of("funnel.ReferralsResource", "CODES", "1", SINCE, UNTIL, "NULL", "20"));
    put("/v1/capacity");
    put("/v1/retention");
    put("/v1/archive");
    put("/v1/users/{userId}/forgetting");
  }

  private static void put(String path, Statement... statements) {
    STATEMENTS.put(path, List.of(statements));
  }

  private static Statement of(String in, String constant, String... literals) {
    return new Statement(in, constant, USUAL, literals);
  }

  private static String[] with(String[] literals, String... more) {
    return Stream.concat(Arrays.stream(literals), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void everyEndpointIsLookedAt() {
    var paths = new TreeSet<String>();
    for (var type : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.groundswell.metrics")) {
      if (type.isAnnotatedWith(Path.class)) {
        type.getMethods().stream().filter(method -> method.isAnnotatedWith(GET.class))
            .map(method -> type.getAnnotationOfType(Path.class).value() + path(method)).forEach(paths::add);
      }
    }

    assertThat(STATEMENTS.keySet()).containsExactlyElementsOf(paths);
  }

  static Stream<Arguments> statements() {
    return STATEMENTS.entrySet().stream().flatMap(entry -> entry.getValue().stream()
        .map(statement -> Arguments.of(entry.getKey(), statement.constant, statement)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("statements")
  void noTableIsReadFromEndToEnd(String path, String name, Statement statement) throws Exception {
    var plan = Plans.of(sql(statement), statement.literals);

    assertThat(Plans.readWhole(plan)).as(plan).isEmpty();
    assertThat(plan).contains("Index");
    assertThat(Plans.blocks(sql(statement), statement.literals)).as("blocks of 8 KB: " + plan)
        .isLessThan(statement.most * Math.max(1, Plans.ROWS / FEW));
  }

  /// What `search_posts` and `people_who` put together, which run as the owner.
  @ParameterizedTest
  @MethodSource("ofFunctions")
  void searchesGoThroughTheirIndexes(String sql, List<String> indexes) throws SQLException {
    var plan = Plans.asOwner(sql);

    assertThat(Plans.readWhole(plan)).as(plan).isEmpty();
    assertThat(plan).containsAnyOf(indexes.toArray(String[]::new));
  }

  static Stream<Arguments> ofFunctions() {
    var people = "SELECT * FROM analytics.user_temporal_metrics WHERE organization_id = 1 %s"
        + " ORDER BY watch_seconds DESC, user_id LIMIT 20";
    return Stream.of(
        Arguments.of(
            "SELECT * FROM analytics.posts AS p WHERE p.organization_id = 1 AND analytics.search_vector(p.text) @@ "
                + "'number & 77'::tsquery ORDER BY posted_at DESC, subject_id DESC, platform DESC LIMIT 50",
            List.of("posts_words")),
        Arguments.of(
            "SELECT * FROM analytics.posts AS p WHERE p.organization_id = 1 AND analytics.search_vector(p.text) @@ "
                + "'whale'::tsquery ORDER BY posted_at DESC, subject_id DESC, platform DESC LIMIT 50",
            List.of("posts_latest", "posts_words")),
        Arguments.of(
            "SELECT word FROM analytics.search_word WHERE organization_id = 1 AND likeness OPERATOR(public.%) 'w3f'",
            List.of("search_word_trigrams", "search_word_pkey")),
        Arguments.of(people.formatted(""), List.of("user_temporal_metrics_most_watched")),
        Arguments.of(people.formatted("AND watch_seconds <= 9 AND (watch_seconds < 9 OR user_id > 7)"),
            List.of("user_temporal_metrics_most_watched")),
        Arguments.of(people.formatted("AND preferred_genres @> ARRAY['g7']"), List.of("user_temporal_metrics_genres")),
        Arguments.of(people.formatted("AND preferred_watch_times @> ARRAY[7]"),
            List.of("user_temporal_metrics_hours")),
        Arguments.of(people.formatted("AND extended_metrics @? '$.actions.\"a7\"'"),
            // Of JSON the planner knows no frequencies: of few people it rather looks along the order.
            List.of("user_temporal_metrics_extended", "user_temporal_metrics_most_watched")));
  }

  /// As the class runs it, but for the size of a page.
  private static String sql(Statement statement) throws ReflectiveOperationException {
    var in = Class.forName("io.groundswell.metrics." + statement.in);
    if (statement.constant.startsWith("Rank.")) {
      for (var type : in.getDeclaredClasses()) {
        for (var rank : type.isEnum() ? type.getEnumConstants() : new Object[0]) {
          if (statement.constant.equals("Rank." + rank)) {
            return (String) read(type, "sql", rank);
          }
        }
      }
      throw new NoSuchFieldException(statement.constant);
    }
    return ((String) read(in, statement.constant, null)).replace("{size}", "21");
  }

  private static Object read(Class<?> type, String name, @Nullable Object of) throws ReflectiveOperationException {
    var field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  private static String path(JavaMethod method) {
    return method.isAnnotatedWith(Path.class) ? method.getAnnotationOfType(Path.class).value() : "";
  }
}

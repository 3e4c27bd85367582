package io.groundswell.trend;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How every question that can be asked is carried out on full tables: by an index, never by reading a table from end
/// to end. Ten organisations with 2,000 subjects and 200,000 counts over ten days.
class EndpointPlansTest {

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");
  private static final String READER = "groundswell_reader";
  /// What is told to all listeners is read once for all of them.
  private static final String SERVICE = "groundswell_trend";

  private static final String SINCE = "'2026-03-09T00:00:00Z'::timestamptz";
  private static final String UNTIL = "'2026-03-10T00:00:00Z'::timestamptz";
  private static final String[] SUBJECT = {"1", "10::smallint", "'hashtag'", "'h10'"};

  private static final String DATA = """
      INSERT INTO analytics.trend_bucket (bucket_start, events, organization_id, slot, live, subject_type, subject_id,
        platform, metric, total)
      SELECT DISTINCT date_bin('5 minutes', timestamptz '2026-03-01Z' + n * interval '4 s', 'epoch'), 1, 1 + n % 10,
        n / 10 % 200, true, 'hashtag', 'h' || n / 10 % 200, 'x', 'mentions', 7
      FROM generate_series(1, 200000) AS n;

      INSERT INTO analytics.trend_platform
      SELECT o, 'p' || n, now() FROM generate_series(1, 10) AS o, generate_series(1, 300) AS n;

      INSERT INTO analytics.trend_creator (slice_start, organization_id, slot, cell, mixed, subject_type, subject_id,
        platform, metric, creator, total)
      SELECT timestamptz '2026-03-01Z' + n % 40 * interval '6 hours', 1 + n % 10, n / 10 % 200, n % 256, false,
        'hashtag', 'h' || n / 10 % 200, 'x', 'mentions', 'c', 1
      FROM generate_series(1, 60000) AS n ON CONFLICT DO NOTHING;

      INSERT INTO analytics.features (organization_id, niche_slug)
      SELECT 1 + n / 501, 'n' || n FROM generate_series(1, 5000) AS n;

      INSERT INTO analytics.hot_niches_today (niche_id, organization_id, trend_score)
      SELECT niche_id, organization_id, niche_id FROM analytics.features;

      INSERT INTO analytics.niche_member (niche_id, organization_id, slot, by_rule, subject_type, subject_id)
      SELECT niche_id, organization_id, (niche_id + n * 41) % 200, false, 'hashtag', 'h' || (niche_id + n * 41) % 200
      FROM analytics.features, generate_series(1, 2) AS n;

      INSERT INTO analytics.trend_outbox (transaction, event_id, organization_id, slot, subject_type, subject_id, type,
        event, created_at, sent_at)
      SELECT (1 + n % 700)::text::xid8, gen_random_uuid(), 1 + n % 10, n / 10 % 200, 'hashtag', 'h' || n / 10 % 200,
        'trend.started', '{}', now() - n * interval '10 minutes', now() - n * interval '10 minutes'
      FROM generate_series(1, 20000) AS n;

      INSERT INTO analytics.trend_call (called_at, event_id, organization_id, slot, after_three_days, after_seven_days,
        subject_type, subject_id, platform, metric, confidence, level)
      SELECT timestamptz '2020-03-01Z' + n * interval '1 hour', gen_random_uuid(), 1 + n % 10, n / 10 % 200, true, true,
        'hashtag', 'h' || n / 10 % 200, 'x', 'mentions', 0.5, 1
      FROM generate_series(1, 50000) AS n;

      INSERT INTO analytics.webhook (webhook_id, organization_id, url, types)
      SELECT md5(n::text)::uuid, 1 + n / 201, 'https://w/' || n, '{}' FROM generate_series(1, 2000) AS n;

      INSERT INTO analytics.webhook_delivery (event_id, webhook_id, organization_id, slot, type, subject_type,
        subject_id, event)
      SELECT gen_random_uuid(), webhook_id, organization_id, 1, 't', 'hashtag', 'h', '{}'
      FROM analytics.webhook, generate_series(1, 20);

      INSERT INTO analytics.cross_platform_metrics (computed_at, complete_through, organization_id, definition_version,
        peers, slot, shrunk, value, numerator, denominator, percentile, subject_type, subject_id, platform, time_window,
        measure, metric, denominator_name, peer_group)
      SELECT now(), now(), o, 1, 40, n % 1024, false, 1, 1, 1, 0.5, 'hashtag', 'h' || n, 'x', w, 'growth', 'm', 'd', 'g'
      FROM generate_series(1, 10) AS o, generate_series(1, 2000) AS n, unnest(ARRAY['1h', '24h', '7d']) AS w;

      INSERT INTO analytics.insight_registry (created_at, valid_until, begins_at, ends_at, organization_id, slot, basis,
        insight_key, kind, subject_type, subject_id, platform, metric, sentence, evidence)
      SELECT now() - n * interval '1 s', now() + interval '1 day', now(), now(), 1 + n % 10, n / 10 % 200, 0, 'k' || n,
        'rose', 'hashtag', 'h' || n / 10 % 200, 'x', 'mentions', 's', '{}'
      FROM generate_series(1, 30000) AS n;

      ANALYZE""";

  /// By endpoint: the statements behind it, as class and constant, with what stands for their parameters. Where none is
  /// named it answers from memory.
  private static final TreeMap<String, List<Statement>> STATEMENTS = new TreeMap<>();

  private static Tables tables;

  private record Statement(String role, String in, String constant, String... literals) {
  }

  static {
    put("/v1/trends");
    put("/v1/trends/{subjectType}/{subjectId}", of("history.HistoryQuery", "BUCKETS", SUBJECT),
        of("history.HistoryQuery", "PLATFORMS", "1"), of("history.HistoryQuery", "NICHES", SUBJECT),
        of("crowd.CrowdQuery", "SELECT", "ARRAY[1]", "ARRAY[10]::smallint[]", "ARRAY['hashtag']", "ARRAY['h10']",
            "ARRAY['x']", "ARRAY['mentions']", "ARRAY[" + SINCE + "]"));
    put("/v1/trends/calibration",
        of("calibration.CalibrationQuery", "DECILES", "1", "'2025-11-01Z'::timestamptz"),
        of("calibration.CalibrationQuery", "CALLS", "1", "'2025-11-01Z'::timestamptz"));
    put("/v1/trends/stream", new Statement(SERVICE, "live.Listeners", "AFTER", "'890'", "0", "1", "1000"),
        new Statement(SERVICE, "live.Listeners", "LAST"));
    put("/v1/niches", of("hot.NicheReads", "LIST", "1"));
    put("/v1/niches/hot", of("hot.NicheReads", "HOT", "1", "20", "NULL"));
    put("/v1/niches/{niche}", of("hot.NicheReads", "ONE", "1", "'n10'"), of("hot.NicheReads", "HOT", "1", "1", "10"),
        of("hot.NicheReads", "VOICES", "1", "10", SINCE));
    put("/v1/cross-platform/{subjectType}/{subjectId}",
        of("platform.CrossPlatformReads", "FIGURES", with(SUBJECT, "'24h'")),
        of("platform.CrossPlatformReads", "COUNTS", with(SUBJECT, SINCE, UNTIL)),
        of("platform.CrossPlatformReads", "VOICES", with(SUBJECT, SINCE)),
        of("lead.Leads", "COUNTS", with(SUBJECT, "'mentions'", SINCE, UNTIL)));
    put("/v1/cross-platform/compare", of("platform.CrossPlatformReads", "FIGURES", with(SUBJECT, "'24h'")));
    put("/v1/insights", of("insight.InsightsResource", "SELECT", "1", "NULL", "NULL", "NULL", "NULL", "20", "NULL"),
        of("insight.InsightsResource", "SELECT", "1", "'hashtag'", "'h10'", "'rose'", "NULL", "20", "10"),
        of("insight.InsightsResource", "SELECT", "1", "NULL", "NULL", "NULL", "'n10'", "20", "NULL"));
    put("/v1/webhooks", of("webhook.WebhookBook", "LIST", "1"));
    put("/v1/webhooks/{webhook}",
        of("webhook.WebhookBook", "ONE", "1", "'00000000-0000-0000-0000-000000000001'::uuid"));
    put("/v1/webhooks/{webhook}/deliveries", of("webhook.WebhookBook", "DELIVERIES", "1",
        "'00000000-0000-0000-0000-000000000001'::uuid", "NULL", "20"));
  }

  private static void put(String path, Statement... statements) {
    STATEMENTS.put(path, List.of(statements));
  }

  private static Statement of(String in, String constant, String... literals) {
    return new Statement(READER, in, constant, literals);
  }

  private static String[] with(String[] literals, String... more) {
    return Stream.concat(Stream.of(literals), Stream.of(more)).toArray(String[]::new);
  }

  @BeforeAll
  static void fill() throws SQLException {
    tables = new Tables().withDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 10));
    try (var connection = tables.database().connect(); var statement = connection.createStatement()) {
      for (var sql : DATA.split(";")) {
        statement.execute(sql);
      }
    }
  }

  @AfterAll
  static void close() {
    tables.close();
  }

  @Test
  void everyEndpointIsLookedAt() {
    var paths = new TreeSet<String>();
    for (var type : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.groundswell.trend")) {
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
    var plan = plan(statement);

    assertThat(plan.lines().filter(line -> line.contains("Seq Scan on")).toList()).as(plan).isEmpty();
    assertThat(plan).contains("Index");
  }

  /// What is done every second.
  @Test
  void whatIsLookedForInTheBackgroundIsFoundByAnIndex() throws Exception {
    for (var statement : List.of(new Statement(SERVICE, "announce.TrendSender", "DROP_OLD", "86400.0 * 130", "1000"),
        new Statement(SERVICE, "insight.InsightKeeper", "ANNOUNCED", "1"))) {
      var plan = plan(statement);
      assertThat(plan.lines().filter(line -> line.contains("Seq Scan on trend_outbox")).toList()).as(plan).isEmpty();
      assertThat(plan).containsAnyOf("trend_outbox_sent", "trend_outbox_organization");
    }
  }

  private static String plan(Statement asked) throws Exception {
    var written = PARAMETER.matcher(sql(asked))
        .replaceAll(found -> asked.literals[Integer.parseInt(found.group(1)) - 1].replace("$", "\\$"));
    try (var connection = tables.database().connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE " + asked.role);
      statement.execute("SELECT set_config('app.organization', '1', false)");
      var plan = new StringBuilder();
      try (var rows = statement.executeQuery("EXPLAIN (COSTS OFF) " + written)) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      return plan.toString();
    }
  }

  /// As the class runs it.
  private static String sql(Statement statement) throws ReflectiveOperationException {
    var field = Class.forName("io.groundswell.trend." + statement.in).getDeclaredField(statement.constant);
    field.setAccessible(true);
    return (String) field.get(null);
  }

  private static String path(JavaMethod method) {
    return method.isAnnotatedWith(Path.class) ? method.getAnnotationOfType(Path.class).value() : "";
  }
}

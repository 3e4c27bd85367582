package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.proof.faults.Tenants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables of other systems, brought in by the mappings that come with the command.
class MovedTablesIT {

  private static final Instant TODAY = Instant.now().truncatedTo(ChronoUnit.DAYS);

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);
  private final Importer importer = new Importer();

  /// Of the JSONB table.
  int posts() {
    return 3_000;
  }

  int creators() {
    return 1_500;
  }

  @Test
  void postsWithTheirProfilesInsideBecomePostsAndEachCreatorOnce(@TempDir Path directory) throws Exception {
    int posts = posts();
    int creators = creators();
    var source = SoraTable.make(system.database(), posts, creators, TODAY);
    var mapping = importer.mapping(directory, "sora-jsonb");
    Files.writeString(mapping, Files.readString(mapping).replace("\"sora_posts\"", "\"" + SoraTable.TABLE + "\""));

    var imported = importer.run("start", source, "--mapping", mapping.toString());
    assertThat(imported.exit()).as(imported.errors() + imported.output()).isZero();
    long job = Importer.number(imported);
    importer.rest();

    var result = importer.run("verify", source, Long.toString(job), "--json");
    assertThat(result.exit()).as(result.output() + result.errors()).isZero();
    assertThat(importer.asked("SELECT count(*) FROM analytics.posts p JOIN analytics.subject s ON s.id = p.subject_id "
        + "WHERE p.platform = 'sora' AND s.external_id LIKE 'jsonb-%'")).isEqualTo(Integer.toString(posts));
    assertThat(
        importer.asked("SELECT count(*) FROM analytics.creators c JOIN analytics.subject s ON s.id = c.subject_id "
            + "WHERE c.platform = 'sora' AND s.external_id LIKE 'maker-%'"))
        .isEqualTo(Integer.toString(creators));
    var post = caller.get(system.metrics(), "/v1/posts/sora/jsonb-17").json();
    assertThat(post.path("text").asText()).isEqualTo("post 17");
    assertThat(post.at("/totals/likes").asLong()).isEqualTo(17 % 1_000);
    assertThat(post.at("/creator/id").asText()).isEqualTo("maker-" + 17 % creators);
    assertThat(post.path("updatedAt").asText()).isEqualTo(TODAY.plusSeconds(60 - 17).toString());
    assertThat(post.at("/media/0/urlMd").asText()).isEqualTo("https://cdn.example/17-md.mp4");
    assertThat(post.at("/media/0/gifUrl").asText()).isEqualTo("https://cdn.example/17.gif");

    var report = Importer.json(importer.run("report", source, Long.toString(job), "--json"));
    assertThat(report.path("rows").asInt()).isEqualTo(posts);
    assertThat(report.path("posts").asInt()).isEqualTo(posts);
    assertThat(report.path("creators").asInt()).isEqualTo(creators);
    assertThat(report.path("duplicateProfiles").asInt()).isEqualTo(posts - creators);
    assertThat(report.at("/before/0/unnamed")).hasToString("[\"post.prompt\"]");
    assertThat(report.at("/before/0/tableBytes").asText())
        .isEqualTo(importer.asked("SELECT pg_table_size('" + SoraTable.TABLE + "')"));
    assertThat(report.at("/before/0/totalBytes").asText())
        .isEqualTo(importer.asked("SELECT pg_total_relation_size('" + SoraTable.TABLE + "')"));
    assertThat(report.at("/sumAfter/totalBytes").asLong())
        .isEqualTo(report.at("/sumAfter/tableBytes").asLong() + report.at("/sumAfter/indexBytes").asLong())
        .isGreaterThan(report.at("/after/0/totalBytes").asLong())
        .isLessThan(report.at("/everything/totalBytes").asLong());
    assertThat(report.at("/after/0/table").asText()).isEqualTo("posts");
    assertThat(report.at("/after/0/rows").asInt()).isGreaterThanOrEqualTo(posts);

    assertThatTheOldTableIsSetAsideAndComesBack(source, job);

    // Out again, but for what others tell of as well.
    caller.event("""
        {"specversion": "1.0", "id": "shared-%s", "source": "live", "type": "metric.observed", "time": "%s",
         "subject": "post/jsonb-5", "platform": "sora", "data": {"kind": "total", "metrics": {"likes": 9000}}}"""
        .formatted(job, Instant.now()));
    importer.rest();
    var undone = importer.run("undo", Long.toString(job));
    assertThat(undone.exit()).as(undone.errors()).isZero();
    assertThat(undone.output()).contains(posts + " events removed");
    var left = "FROM analytics.subject s JOIN analytics.%s x ON x.subject_id = s.id WHERE s.external_id LIKE '%s-%%'";
    assertThat(importer.asked("SELECT count(*) " + left.formatted("analytics_events", "jsonb"))).isEqualTo("0");
    assertThat(
        importer.asked("SELECT string_agg(x.value::text, ',') " + left.formatted("time_series_metrics", "jsonb")))
        .isEqualTo("9000");
    assertThat(importer.asked("SELECT string_agg(x.sum::text, ',') " + left.formatted("metric_rollup_day", "jsonb")))
        .isEqualTo("9000");
    assertThat(importer.asked("SELECT string_agg(s.external_id, ',') " + left.formatted("posts", "jsonb")))
        .isEqualTo("jsonb-5");
    assertThat(importer.asked("SELECT string_agg(s.external_id, ',') " + left.formatted("creators", "maker")))
        .isEqualTo("maker-5");
    assertThat(importer.run("undo", Long.toString(job)).output()).contains("0 events removed");
  }

  private void assertThatTheOldTableIsSetAsideAndComesBack(String source, long job) throws Exception {
    var retired = importer.run("retire", source, Long.toString(job), "--keep-days", "3");
    assertThat(retired.exit()).as(retired.errors()).isZero();
    assertThat(retired.output()).contains(SoraTable.TABLE + "_backup", "kept for 3 days",
        "no template names these of '" + SoraTable.TABLE
            + "', so they are in no event, and go with the table: post.prompt");
    assertThat(importer.asked("SELECT to_regclass('" + SoraTable.TABLE + "')")).isEqualTo("null");
    assertThat(importer.asked("SELECT keep_until > now() + interval '71 hours' AND reason = 'import " + job
        + "' FROM analytics.migration_backup WHERE backup = '" + SoraTable.TABLE + "_backup'")).isEqualTo("t");

    var back = importer.run("retire", source, Long.toString(job), "--back");
    assertThat(back.exit()).as(back.errors()).isZero();
    assertThat(importer.asked("SELECT to_regclass('" + SoraTable.TABLE + "')")).isEqualTo(SoraTable.TABLE);
    assertThat(importer.asked("SELECT count(*) FROM analytics.migration_backup")).isEqualTo("0");

    importer.execute("DELETE FROM " + SoraTable.TABLE + " WHERE id = 'jsonb-3'");
    var refused = importer.run("retire", source, Long.toString(job));
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.errors()).contains("the tables are not what is stored");
    assertThat(importer.asked("SELECT to_regclass('" + SoraTable.TABLE + "')")).isEqualTo(SoraTable.TABLE);
  }

  @Test
  void tablesOfSeveralOrganizationsGoToTheirsAndWhatIsNobodysToTheUsualOne(@TempDir Path directory) throws Exception {
    var old = OldSocial.make(system.database(), TODAY);
    var source = OldSocial.address(old);
    var mapping = importer.mapping(directory, "normalised").toString();

    var made = Importer.json(importer.run("members", source, "--mapping", mapping, "--default", "old-everybody",
        "--json"));
    var secrets = new HashMap<String, String>();
    made.path("organizations").forEach(each -> secrets.put(each.path("slug").asText(), each.path("secret").asText()));
    assertThat(secrets).containsOnlyKeys("old-acme", "old-globex", "old-everybody");
    assertThat(made.path("members").asInt()).isEqualTo(OldSocial.USERS);
    assertThat(made.path("assignedToDefault").asInt()).isEqualTo(OldSocial.USERS / 4);
    assertThat(made.path("rolesMadeViewer").asInt()).isEqualTo(1);
    var again = Importer.json(importer.run("members", source, "--mapping", mapping, "--default", "old-everybody",
        "--json"));
    assertThat(again.path("organizations")).isEmpty();
    assertThat(members("old-everybody")).isEqualTo(OldSocial.USERS / 4);
    assertThat(members("old-acme") + members("old-globex")).isEqualTo(OldSocial.USERS * 3 / 4);

    long events = 0;
    for (var slug : secrets.keySet()) {
      var result = importer.run("start", source, "--mapping", mapping, "--key", secrets.get(slug), "--only",
          "organization=" + (slug.equals("old-everybody") ? "" : slug));
      assertThat(result.exit()).as(result.errors() + result.output()).isZero();
      long job = Importer.number(result);
      importer.rest();
      events += importer.stored(job);
      assertThat(told(slug, "posts")).as(slug).isEqualTo(Importer.ask(old, OldSocial.postsOf(slug)));
      if (slug.equals("old-acme")) {
        var verified = Importer.json(importer.run("verify", source, Long.toString(job), "--key", secrets.get(slug),
            "--json"));
        assertThat(verified.path("stored").asLong()).isEqualTo(importer.stored(job));
        var report = Importer.json(importer.run("report", source, Long.toString(job), "--key", secrets.get(slug),
            "--json"));
        // Of every shortcode that both scrapers had, one is too many.
        assertThat(report.path("duplicatePosts").asText()).isEqualTo(Importer.ask(old, OldSocial.SCRAPED_TWICE));
        assertThat(part(report, "instagram_posts").path("tableBytes").asText())
            .isEqualTo(Importer.ask(old, "SELECT pg_table_size('instagram_posts')"));
        var refused = importer.run("retire", source, Long.toString(job));
        assertThat(refused.exit()).isEqualTo(65);
        assertThat(refused.errors()).contains("the source is not Groundswell's database");
      }
    }
    assertThat(events).isEqualTo(Long.parseLong(Importer.ask(old, OldSocial.ROWS)));
    // Both scrapers told of it; the later one is right.
    assertThat(importer.asked("SELECT p.text FROM analytics.posts AS p JOIN analytics.subject AS s "
        + "ON s.id = p.subject_id WHERE s.external_id = 'code-20' AND p.platform = 'instagram'"))
        .isEqualTo("scraped later 20");
  }

  private int members(String organization) {
    return caller.get(system.ingest(), "/v1/organizations/" + organization + "/members").json().path("members").size();
  }

  private String told(String organization, String table) throws Exception {
    return importer.asked("SELECT count(*) FROM analytics." + table + " WHERE organization_id = (SELECT id FROM "
        + "analytics.organizations WHERE slug = '" + organization + "')");
  }

  private static JsonNode part(JsonNode report, String name) {
    return StreamSupport.stream(report.path("before").spliterator(), false)
        .filter(each -> each.path("part").asText().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aTableOfSeveralOrganizationsIsSetAsideWhenTheirImportsHaveEveryRow(@TempDir Path directory) throws Exception {
    importer.execute("CREATE SCHEMA old_shared");
    importer
        .execute("CREATE TABLE old_shared.readings (id int PRIMARY KEY, organization text, at timestamptz, likes int)");
    importer.execute("INSERT INTO old_shared.readings SELECT n, CASE n % 3 WHEN 0 THEN 'one' WHEN 1 THEN 'two' END, '"
        + TODAY + "'::timestamptz - make_interval(hours => n), n FROM generate_series(1, 90) AS n");
    var source = OldSocial.address(system.database());
    var mapping = Files.writeString(directory.resolve("readings.json"), """
        {"parts": {"old_shared.readings": {"events": [{"id": "{@key}", "type": "metric.observed", "time": "{at}",
          "subject": "page/shared-{id}", "platform": "web", "data": {"metrics": {"likes": "{likes}"}}}]}}}""")
        .toString();
    var other = SharedSystem.keyOf(Tenants.make(system, 1).getFirst().organization(), "backfill", "read", "write");
    var jobs = new ArrayList<String>();
    for (var share : List.of(List.of("one", system.key()), List.of("two", other), List.of("", other))) {
      var imported = importer.run("start", source, "--mapping", mapping, "--key", share.getLast(), "--only",
          "organization=" + share.getFirst());
      assertThat(imported.exit()).as(imported.errors()).isZero();
      jobs.add(Long.toString(Importer.number(imported)));
    }
    importer.rest();
    var keys = Files.writeString(directory.resolve("keys"), other + "\n").toString();

    var unseen = importer.run("retire", source, jobs.get(0), jobs.get(1), jobs.get(2));
    assertThat(unseen.errors()).contains("--more-keys names keys of further organizations");
    var refused = importer.run("retire", source, jobs.get(0), jobs.get(1), "--more-keys", keys);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.errors()).contains("30 rows of 'old_shared.readings' were taken by none of these imports");

    var retired = importer.run("retire", source, jobs.get(0), jobs.get(1), jobs.get(2), "--more-keys", keys);
    assertThat(retired.exit()).as(retired.errors()).isZero();
    assertThat(importer.asked("SELECT reason FROM analytics.migration_backup "
        + "WHERE backup = 'old_shared.readings_backup'")).isEqualTo("import " + String.join(", ", jobs));
    var back = importer.run("retire", source, jobs.get(0), "--back");
    assertThat(back.exit()).as(back.errors()).isZero();
    assertThat(importer.asked("SELECT count(*) FROM old_shared.readings")).isEqualTo("90");
  }

  @Test
  void tablesOfPersonalizationBecomePeoplesTimeQualityAndFigures(@TempDir Path directory) throws Exception {
    var old = OldWatching.make(system.database(), TODAY);
    var source = OldSocial.address(old);
    var imported = importer.run("start", source, "--mapping",
        importer.mapping(directory, "personalization").toString());
    assertThat(imported.exit()).as(imported.errors() + imported.output()).isZero();
    long job = Importer.number(imported);
    importer.rest();

    assertThat(Importer.json(importer.run("verify", source, Long.toString(job), "--json")).path("equal").asBoolean())
        .isTrue();
    var time = caller.get(system.metrics(), "/v1/users/watcher-3/time").json();
    assertThat(time.path("sessions").asText())
        .isEqualTo(Importer.ask(old, "SELECT count(*) FROM user_sessions WHERE user_id = 'watcher-3'"));
    var quality = caller.get(system.metrics(), "/v1/quality/post/watched-1").json();
    assertThat(quality.at("/rating").toString())
        .contains(
            Importer.ask(old, "SELECT avg(rating)::numeric(4, 1) FROM quality_metrics WHERE content_id = 'watched-1'"));
    assertThat(importer.asked("SELECT string_agg(v.value::text, ',' ORDER BY m.metric) "
        + "FROM analytics.time_series_metrics AS v JOIN analytics.subject AS s ON s.id = v.subject_id "
        + "JOIN analytics.measure AS m ON m.id = v.measure_id WHERE s.type = 'user' AND s.external_id = 'watcher-3' "
        + "AND m.kind = 'gauge'")).isEqualTo(Importer.ask(old, """
            SELECT concat_ws(',', avg_session_length_minutes::float8, binge_session_count, total_watch_time_hours::float8)
            FROM user_temporal_metrics WHERE user_id = 'watcher-3'"""));
    assertThat(importer.asked("SELECT event_data -> 'preferred_genres' FROM analytics.analytics_events AS e "
        + "JOIN analytics.subject AS s ON s.id = e.subject_id WHERE e.event_type = 'user.summarised' "
        + "AND s.external_id = 'watcher-3'")).isEqualTo("[\"drama\", \"crime\"]");
    assertThat(
        importer.asked("SELECT count(*) FROM analytics.analytics_events WHERE event_type = 'performance.logged'"))
        .isEqualTo(Importer.ask(old, "SELECT count(*) FROM performance_logs"));
    assertThat(importer.asked("SELECT count(*) FROM analytics.analytics_events WHERE event_type = 'genre.mapped'"))
        .isEqualTo("20");
  }
}

package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.proof.check.Rest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other systems' data, brought in by the command. The sources are generated, and small; [ImportCampaignIT] takes the
/// sizes of the systems that they are modelled on.
class ImportIT {

  private static final Instant TODAY = Instant.now().truncatedTo(ChronoUnit.DAYS);
  private static final Pattern NUMBER = Pattern.compile("import (\\d+)");

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);

  /// @param events in the file whose import is killed so many times
  record Sizes(int events, int kills, int perSecond, int users, int tweets) {
  }

  Sizes sizes() {
    return new Sizes(60_000, 3, 15_000, 300, 12_000);
  }

  @Test
  void aFileOfRowsBecomesSeriesAndWhatDoesNotFitIsTold(@TempDir Path directory) throws Exception {
    var lines = new ArrayList<String>(List.of("subject,metric,time,value,platform,note"));
    for (int row = 0; row < 12_000; row++) {
      lines.add(
          "hashtag/csv" + row % 7 + ",mentions," + TODAY.minus(row % 30 + 1, ChronoUnit.DAYS).plusSeconds(row) + ",2,x,"
              + (row % 5 == 0 ? "\"two\nlines, and \"\"quotes\"\"\"" : ""));
    }
    lines.add("hashtag/csv0,mentions," + TODAY + ",many,x,");
    lines.add("hashtag/csv0,mentions,someday,2,x,");
    lines.add("hashtag/csv0,mentions");
    lines.add("hashtag/csv0,mentions,2150-01-01T00:00:00Z,2,x,");
    var file = Files.write(directory.resolve("history.csv"), lines);
    var mapping = mapping(directory, "series");
    var rejections = directory.resolve("rejections.ndjson");

    var result = importing("start", file.toString(), "--mapping", mapping.toString(), "--rejections",
        rejections.toString());

    assertThat(result.exit()).as(result.errors()).isEqualTo(1);
    long job = number(result);
    assertThat(job(job).path("accepted").asLong()).isEqualTo(12_000);
    assertThat(job(job).path("rejected").asLong()).isEqualTo(4);
    assertThat(job(job).path("rows").asLong()).isEqualTo(12_004);
    assertThat(Files.readString(rejections)).contains("value is no number", "the row's time is none",
        "the row has 2 cells, the headers are 6", "outside_declared_range");
    rest();
    assertThat(stored(job)).isEqualTo(12_000);
    long sum = 0;
    for (var point : caller.series("hashtag/csv3", "mentions", "1d", TODAY.minus(31, ChronoUnit.DAYS).toString(),
        TODAY.plus(1, ChronoUnit.DAYS).toString()).path("points")) {
      sum += point.path("value").asLong();
    }
    assertThat(sum).isEqualTo(12_000 / 7 * 2);
  }

  @Test
  void linesCountAsTheyDoWhereTheyArePosted(@TempDir Path directory) throws Exception {
    assertThat(
        caller.post("/v1/events", "application/x-ndjson", lines("posted", "mail").getBytes(StandardCharsets.UTF_8),
            system.key()).text())
        .contains("\"accepted\":5,\"rejected\":1");
    var file = Files.writeString(directory.resolve("lines.ndjson"), lines("brought", "mail"));

    var result = importing("start", file.toString());

    assertThat(result.exit()).as(result.errors()).isEqualTo(1);
    long job = number(result);
    assertThat(job(job).path("accepted").asLong()).isEqualTo(5);
    rest();
    for (var subject : List.of("page/posted", "page/brought")) {
      assertThat(sum(subject, "visits")).isEqualTo(25);
      assertThat(sum(subject, "events")).isEqualTo(5);
    }
    for (var way : List.of("posted", "brought")) {
      var groups = caller.get(system.metrics(), "/v1/funnels?steps=" + way + ".begun," + way + ".ended&by=channel&from="
          + TODAY.minus(4, ChronoUnit.DAYS) + "&to=" + TODAY).json().path("groups");
      assertThat(groups.findValuesAsText("value")).containsExactly("mail", "post");
    }
    verified(file, job, 0);
    Files.writeString(file, lines("brought", "mall"));
    assertThat(verified(file, job, 1).path("different").asLong()).isEqualTo(1);
    Files.writeString(file, lines("brought", "mail").replace("\"sampledrate\": 10", "\"sampledrate\": 11"));
    assertThat(verified(file, job, 1).path("different").asLong()).isEqualTo(1);
  }

  /// The last one is refused, however it comes.
  private static String lines(String way, String channel) {
    return """
        {"specversion": "1.0", "id": "%1$s-1", "source": "old", "type": "metric.observed", "time": "%2$s", \
        "subject": "page/%1$s", "sampledrate": 10, "data": {"metrics": {"visits": 2}}}
        {"subject": "page/%1$s", "time": "%2$s", "metrics": {"visits": 5}}
        {"id": "%1$s-2", "type": "%1$s.begun", "time": "%2$s", "subject": "page/%1$s", "userid": "%1$s-jo", \
        "channel": "%3$s"}
        {"id": "%1$s-3", "type": "%1$s.begun", "time": "%2$s", "subject": "page/%1$s", "userid": "%1$s-ann", \
        "channel": "post", "sampledrate": 3}
        {"id": "%1$s-4", "type": "%1$s.ended", "time": "%4$s", "subject": "page/%1$s", "userid": "%1$s-ann"}
        {"specversion": "1.0", "id": "%1$s-5", "source": "old", "type": "metric.observed", "time": "%2$s", \
        "subject": "page/%1$s", "metrics": {"visits": 1}}
        """
        .formatted(way, TODAY.minus(3, ChronoUnit.DAYS).plusSeconds(60), channel,
            TODAY.minus(3, ChronoUnit.DAYS).plusSeconds(90));
  }

  private long sum(String subject, String metric) {
    long sum = 0;
    for (var point : caller.series(subject, metric, "1d", TODAY.minus(31, ChronoUnit.DAYS).toString(),
        TODAY.plus(1, ChronoUnit.DAYS).toString()).path("points")) {
      sum += point.path("value").asLong();
    }
    return sum;
  }

  @Test
  void aDateThatStandsForNoneKeepsNobodyFromTakingAnImportOut(@TempDir Path directory) throws Exception {
    var file = Files.write(directory.resolve("dates.csv"), List.of("subject,metric,time,value,platform",
        "page/dated,visits," + TODAY.minus(3, ChronoUnit.DAYS) + ",2,web", "page/dated,visits,0001-01-01,2,web",
        "page/dated,visits,1900-01-01T00:00:00Z,2,web"));
    var imported = importing("start", file.toString(), "--mapping", mapping(directory, "series").toString());
    assertThat(imported.exit()).as(imported.errors()).isEqualTo(1);
    long job = number(imported);
    assertThat(job(job).path("oldest").asText()).isEqualTo(TODAY.minus(3, ChronoUnit.DAYS).toString());
    rest();
    assertThat(verified(file, job, 1).path("missing").asLong()).isEqualTo(2);
    // As a release before noted it.
    try (var connection = system.database().connect(); var statement = connection.createStatement()) {
      statement.execute("UPDATE analytics.analysis_chunks SET oldest = '0001-01-01' WHERE job_id = " + job);
    }

    var undone = importing("undo", Long.toString(job));

    assertThat(undone.exit()).as(undone.errors()).isZero();
    assertThat(undone.output()).contains("1 events removed");
    assertThat(sum("page/dated", "visits")).isZero();
  }

  @Test
  void rowsThatShareAKeyAreToldBeforeAnyIsSent(@TempDir Path directory) throws Exception {
    var old = directory.resolve("shared.db");
    try (var database = OldTwitter.open(old); var statement = database.createStatement()) {
      statement.execute("CREATE TABLE likes (post INTEGER, n INTEGER)");
      // The two stand on either side of the end of a page.
      statement.execute("WITH RECURSIVE k (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM k WHERE n < 10001) "
          + "INSERT INTO likes SELECT min(n, 10000), n FROM k");
    }
    var mapping = Files.writeString(directory.resolve("shared.json"), """
        {"parts": {"likes": {"key": "post", "events": [{"type": "metric.observed", "time": "%s", "subject": "post/{post}",
          "data": {"metrics": {"likes": 1}}}]}}}""".formatted(TODAY.minus(3, ChronoUnit.DAYS)));

    var refused = importing("start", old.toString(), "--mapping", mapping.toString());

    assertThat(refused.exit()).isEqualTo(65);
    assertThat(refused.errors()).contains("several rows of 'likes' have the 'post' 10000");
    assertThat(stored(number(refused))).isZero();
  }

  @Test
  void anImportThatIsKilledAtAnyPointLosesNothingAndDoublesNothing(@TempDir Path directory) throws Exception {
    int rows = sizes().events;
    var file = events(directory.resolve("events.ndjson"), 0, rows);
    var random = new Random(7);
    var arguments =
        new ArrayList<>(List.of("start", file.toString(), "--events-per-second", Integer.toString(sizes().perSecond)));
    long job = 0;
    for (int kill = 0; kill < sizes().kills; kill++) {
      var process = begin(directory, arguments);
      long victim = job;
      if (job == 0) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> NUMBER.matcher(told(directory)).find());
        var number = NUMBER.matcher(told(directory));
        assertThat(number.find()).isTrue();
        job = Long.parseLong(number.group(1));
        arguments.clear();
        arguments.addAll(List.of("resume", file.toString(), Long.toString(job)));
      } else {
        long before = job(victim).path("done").asLong();
        Awaitility.await().atMost(Duration.ofSeconds(60))
            .until(() -> job(victim).path("done").asLong() > before || !process.isAlive());
      }
      process.waitFor(random.nextInt(1_500), TimeUnit.MILLISECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }

    // The source grew meanwhile.
    events(file, rows, 500);
    var resumed = importing(arguments.toArray(String[]::new));
    assertThat(resumed.exit()).as(resumed.errors()).isZero();
    var synced = importing("sync", file.toString(), Long.toString(job));
    assertThat(synced.exit()).as(synced.errors()).isZero();

    rest();
    assertThat(stored(job)).isEqualTo(rows + 500L);
    assertThat(storedKeys()).isEqualTo(expectedKeys(job, rows + 500));
  }

  @Test
  void whatCannotBeReadIsToldBeforeAnythingIsMade(@TempDir Path directory) throws Exception {
    var csv = Files.writeString(directory.resolve("a.csv"), "day,amount\n2026-01-01,3\n");
    var broken = Files.write(directory.resolve("broken.db"), new byte[8_192]);
    Files.writeString(broken, "this is no database, but long enough to be looked at ".repeat(50));
    var incomplete = directory.resolve("incomplete.sqlite");
    try (var database = OldTwitter.open(incomplete);
        var statement = database.createStatement()) {
      statement.execute("CREATE TABLE users (id TEXT PRIMARY KEY)");
    }
    var before = jobs();

    assertRefused("has no member \"colour\"", csv,
        "{\"parts\": {\"*\": {\"colour\": 1, \"events\": [{\"type\": \"a\", \"time\": \"{day}\", \"subject\": \"a/b\"}]}}}");
    assertRefused("the column 'date'", csv,
        "{\"parts\": {\"*\": {\"events\": [{\"type\": \"a\", \"time\": \"{date}\", \"subject\": \"a/b\"}]}}}");
    assertRefused("there is no file", directory.resolve("nowhere.csv"),
        "{\"parts\": {\"*\": {\"events\": [{\"type\": \"a\", \"time\": \"{date}\", \"subject\": \"a/b\"}]}}}");
    assertRefused("not a database", broken, null);
    assertRefused("the source has no 'tweets'", incomplete, null);
    assertThat(jobs()).isEqualTo(before);
  }

  @Test
  void theOldDatabaseComesInIsVerifiedAndGoesBack(@TempDir Path directory) throws Exception {
    int tweets = sizes().tweets;
    var old = directory.resolve("twitter.db");
    OldTwitter.make(old, sizes().users, tweets, TODAY);

    var imported = importing("start", old.toString());
    assertThat(imported.exit()).as(imported.errors() + imported.output()).isZero();
    long job = number(imported);
    rest();
    assertThat(verified(old, job, 0).path("events").asLong()).isEqualTo(OldTwitter.rows(old));

    // The old application goes on: new rows, and a changed one.
    OldTwitter.goOn(old, tweets, 700, TODAY);
    var behind = verified(old, job, 1);
    assertThat(behind.path("missing").asLong()).isEqualTo(701);
    assertThat(behind.path("differences")).isNotEmpty();
    assertThat(importing("sync", old.toString(), Long.toString(job)).exit()).isZero();
    rest();
    var synced = verified(old, job, 0);
    assertThat(synced.path("stored").asLong()).isEqualTo(OldTwitter.rows(old) + 1);

    assertThatASyncThatWasKilledIsMadeUpFor(old, job);
    assertThatFunnelsAndReferralsAreThoseOfTheOldTables(old);

    var again = directory.resolve("again.db");
    var exported = Command.run("export", "sqlite", again.toString(), "--data-dir",
        SharedSystem.dataDirectory().toString());
    assertThat(exported.exit()).as(exported.errors()).isZero();
    OldTwitter.assertSameRows(old, again);

    assertThatWhatCameSinceIsExportedToo(old, job, directory);
  }

  private void assertThatWhatCameSinceIsExportedToo(Path old, long job, Path directory) throws Exception {
    var event = """
        {"specversion": "1.0", "id": "after-%s-%d", "source": "live", "type": "%s", "time": "%s", "subject": "%s",
         "platform": "x", "userid": "u5", "data": {%s}}""";
    assertThat(caller.event(event.formatted(job, 1, "post.published", Instant.now(), "post/after-the-switch",
        "\"text\": \"hello\", \"creator_id\": \"u1\"")).status()).isEqualTo(202);
    // Stored before the last rows of the old log, which have numbers of their own.
    assertThat(caller.event(event.formatted(job, 2, "referral.used", TODAY.minus(2, ChronoUnit.DAYS), "referral/CODE0",
        "")).status()).isEqualTo(202);
    assertThat(caller.event(event.formatted(job, 4, "post.published", Instant.now(), "post/abroad",
        "\"text\": \"hi\", \"creator_id\": \"u1\", \"posted_at\": \"2026-03-01T01:30:00.5+02:00\"")).status())
        .isEqualTo(202);
    assertThat(caller.event(event.formatted(job, 5, "post.published", Instant.now(), "post/counted",
        "\"text\": \"ho\", \"creator_id\": \"u1\", \"posted_at\": 1772321400")).status()).isEqualTo(202);
    assertThat(caller.event(event.formatted(job, 6, "referral.converted", TODAY.minus(2, ChronoUnit.DAYS),
        "referral/CODE10", "")).status()).isEqualTo(202);
    // A name that somebody else had.
    assertThat(caller.event(event.formatted(job, 3, "creator.updated", Instant.now(), "creator/twin",
        "\"username\": \"name3\"")).status()).isEqualTo(202);
    rest();
    var later = directory.resolve("later.db");

    var exported = Command.run("export", "sqlite", later.toString(), "--data-dir",
        SharedSystem.dataDirectory().toString());

    assertThat(exported.exit()).as(exported.errors()).isZero();
    assertThat(exported.errors()).contains("the username name3 was told of u3 and, last, of twin");
    assertThat(OldTwitter.ask(later, "SELECT group_concat(id || ' ' || username) FROM (SELECT * FROM users "
        + "WHERE username LIKE 'name3%' AND id IN ('u3', 'twin') ORDER BY id)")).isEqualTo("twin name3,u3 name3~u3");
    assertThat(OldTwitter.ask(later, "SELECT text || user_id FROM tweets WHERE id = 'after-the-switch'"))
        .isEqualTo("hellou1");
    assertThat(OldTwitter.ask(later, "SELECT group_concat(created_at) FROM tweets WHERE id IN ('abroad', 'counted')"))
        .isEqualTo("2026-02-28 23:30:00,2026-02-28 23:30:00");
    assertThat(OldTwitter.ask(later, "SELECT referrer_user_id || ' ' || used_at FROM referral_tracking "
        + "WHERE referral_code = 'CODE10' AND referred_user_id = 'u5'"))
        .isEqualTo("u10 " + TODAY.minus(2, ChronoUnit.DAYS).toString().substring(0, 10) + " 00:00:00");
    var tracked = "SELECT count(*) FROM referral_tracking";
    assertThat(Long.parseLong(OldTwitter.ask(later, tracked))).isEqualTo(Long.parseLong(OldTwitter.ask(old, tracked))
        + 1);
    var used = "SELECT usage_count FROM referral_codes WHERE code = 'CODE0'";
    assertThat(Long.parseLong(OldTwitter.ask(later, used))).isEqualTo(Long.parseLong(OldTwitter.ask(old, used)) + 1);
    var log = "SELECT group_concat(id || used_by_user_id) FROM (SELECT * FROM referral_usage_log ORDER BY id)";
    var last = Long.parseLong(OldTwitter.ask(old, "SELECT max(id) FROM referral_usage_log"));
    assertThat(OldTwitter.ask(later, log)).isEqualTo(OldTwitter.ask(old, log) + "," + (last + 1) + "u5");
  }

  /// Killed when it had said that it begins, and had planned nothing.
  private void assertThatASyncThatWasKilledIsMadeUpFor(Path old, long job) throws Exception {
    long secondsBefore = 3_000;
    for (var command : List.of("resume", "sync")) {
      OldTwitter.rename(old, "u8", "renamed before " + command, TODAY, secondsBefore--);
      assertThat(caller.call(system.ingest(), "PATCH", "/v1/imports/" + job, "{\"planned\": false}").status())
          .isEqualTo(200);
      var done = importing(command, old.toString(), Long.toString(job));
      assertThat(done.exit()).as(done.errors()).isZero();
      rest();
      verified(old, job, 0);
    }
    // Of two rows, one was committed late, with a lower key than those that were read.
    assertThat(OldTwitter.insertLate(old, TODAY)).isEqualTo(2);
    assertThat(importing("sync", old.toString(), Long.toString(job)).exit()).isZero();
    rest();
    assertThat(verified(old, job, 1).path("missing").asLong()).isEqualTo(1);
    assertThat(importing("sync", old.toString(), Long.toString(job), "--all").exit()).isZero();
    rest();
    verified(old, job, 0);
  }

  private void assertThatFunnelsAndReferralsAreThoseOfTheOldTables(Path old) throws Exception {
    var range = "from=" + TODAY.minus(60, ChronoUnit.DAYS) + "&to=" + TODAY.plus(1, ChronoUnit.DAYS);
    var funnel = caller.get(system.metrics(),
        "/v1/funnels?steps=funnel.progressed,funnel.completed&within=7d&" + range).json();
    assertThat(funnel.at("/steps/0/persons").asText())
        .isEqualTo(OldTwitter.ask(old, "SELECT count(*) FROM funnel_progress"));
    assertThat(funnel.at("/steps/1/persons").asText()).isEqualTo(
        OldTwitter.ask(old, "SELECT count(*) FROM funnel_progress JOIN funnel_completion USING (user_id)"));
    assertThat(funnel.at("/steps/1/meanSeconds").asDouble()).isEqualTo(Double.parseDouble(OldTwitter.ask(old, """
        SELECT avg(unixepoch(completed_at) - unixepoch(last_updated))
        FROM funnel_progress JOIN funnel_completion USING (user_id)""")), offset(1e-6));
    var referrals = caller.get(system.metrics(), "/v1/referrals?limit=1000&" + range).json().path("referrals");
    var told = new TreeSet<String>();
    referrals.forEach(each -> told.add(each.path("code").asText() + " " + each.path("owner").asText() + " "
        + each.path("reportedUses").asText() + " " + each.path("uses").asText() + " "
        + each.path("converted").asText()));
    assertThat(String.join("\n", told)).isEqualTo(OldTwitter.ask(old, """
        SELECT group_concat(line, char(10)) FROM (
          SELECT c.code || ' ' || c.owner_user_id || ' ' || c.usage_count || ' '
            || (SELECT count(*) FROM referral_usage_log l WHERE l.referral_code = c.code) || ' '
            || (SELECT count(*) FROM referral_tracking t WHERE t.referral_code = c.code) AS line
          FROM referral_codes c ORDER BY 1)"""));
  }

  private static JsonNode verified(Path source, long job, int exit) throws Exception {
    var result = importing("verify", source.toString(), Long.toString(job), "--json");
    assertThat(result.exit()).as(result.output() + result.errors()).isEqualTo(exit);
    return new ObjectMapper().readTree(result.output());
  }

  private void assertRefused(String why, Path source, @Nullable String mapping)
      throws Exception {
    var arguments = new ArrayList<>(List.of("start", source.toString()));
    if (mapping != null) {
      var file = Files.writeString(source.resolveSibling("mapping.json"), mapping);
      arguments.addAll(List.of("--mapping", file.toString()));
    }
    var result = importing(arguments.toArray(String[]::new));
    assertThat(result.errors()).contains(why);
    assertThat(result.exit()).isEqualTo(65);
  }

  private int jobs() {
    return caller.get(system.ingest(), "/v1/imports").json().path("imports").size();
  }

  private JsonNode job(long id) {
    return caller.get(system.ingest(), "/v1/imports/" + id).json();
  }

  private void rest() throws InterruptedException {
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(600));
  }

  private long stored(long job) throws SQLException {
    return Long.parseLong(asked("SELECT coalesce(sum(stored), 0) FROM analytics.accounting WHERE source = 'import/"
        + job + "'"));
  }

  private String asked(String sql) throws SQLException {
    try (var connection = system.database().connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  private String storedKeys() throws SQLException {
    return asked(
        """
        SELECT count(*) || ' ' || md5(string_agg(event_key::text, ',' ORDER BY event_key::text COLLATE "C"))
        FROM analytics.time_series_metrics WHERE organization_id = 1 AND subject_id IN (
          SELECT id FROM analytics.subject WHERE organization_id = 1 AND type = 'page' AND external_id LIKE 'kill%')""");
  }

  private static String expectedKeys(long job, int rows) throws Exception {
    var keys = new TreeSet<String>();
    for (int row = 0; row < rows; row++) {
      keys.add(AcceptedEvent.eventKey(1, "import/" + job, "e" + row).toString());
    }
    var digest = MessageDigest.getInstance("MD5").digest(String.join(",", keys).getBytes(StandardCharsets.UTF_8));
    return rows + " " + HexFormat.of().formatHex(digest);
  }

  private static Path events(Path file, int from, int rows) throws IOException {
    var lines = new ArrayList<String>(rows);
    for (int row = from; row < from + rows; row++) {
      lines.add("{\"id\": \"e" + row + "\", \"type\": \"metric.observed\", \"time\": \""
          + TODAY.minus(row % 40, ChronoUnit.DAYS).minusSeconds(row % 80_000) + "\", \"subject\": \"page/kill"
          + row % 50
          + "\", \"platform\": \"web\", \"data\": {\"metrics\": {\"visits\": 1}}}");
    }
    return Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Path mapping(Path directory, String name) throws Exception {
    var printed = Command.run("import", "mapping", name);
    assertThat(printed.exit()).isZero();
    return Files.writeString(directory.resolve(name + ".json"), printed.output());
  }

  private static Command.Result importing(String... arguments) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("import"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--data-dir", SharedSystem.dataDirectory().toString()));
    return Command.run(all.toArray(String[]::new));
  }

  private static long number(Command.Result result) {
    var number = NUMBER.matcher(result.errors());
    assertThat(number.find()).as(result.errors()).isTrue();
    return Long.parseLong(number.group(1));
  }

  private static Process begin(Path directory, List<String> arguments) throws IOException {
    var command = new ArrayList<>(List.of(SharedSystem.root().resolve("groundswell").toString(), "import"));
    command.addAll(arguments);
    command.addAll(List.of("--data-dir", SharedSystem.dataDirectory().toString()));
    var errors = directory.resolve("errors").toFile();
    var builder = new ProcessBuilder(command).redirectError(errors).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("GROUNDSWELL_BUILD", "never");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static String told(Path directory) throws IOException {
    return Files.readString(directory.resolve("errors"));
  }
}

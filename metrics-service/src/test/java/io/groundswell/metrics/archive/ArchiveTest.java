package io.groundswell.metrics.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.Rollups;
import io.groundswell.metrics.dayfile.DayFile;
import io.groundswell.metrics.dayfile.DayTable;
import io.groundswell.metrics.jobs.Jobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The archive as its operator has it.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ArchiveTest {

  private static final Asker ADMIN = Asker.with(RecordBackend.ADMIN);
  private static int used;

  @Inject
  Archive archive;

  @Inject
  Jobs jobs;

  private final String subject = "post/" + UUID.randomUUID();
  // Before all days of other tests, so that asking for them asks for nothing else.
  private final LocalDate day = LocalDate.parse("1999-01-01").plusDays(used++);
  private final Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void wholeDaysAreAnsweredFinerBucketsSayThatTheirRowsAreArchivedUntilTheDayIsRestored() throws Exception {
    fill();
    assertThat(hours().values().getFirst()).isEqualTo("3");
    archiveIt();

    assertThat(partitions()).containsExactly("analytics_events dropped 1", "time_series_metrics dropped 3");
    assertThat(days().values()).containsExactly("4");
    var hours = hours().body().get("points");
    assertThat(hours).hasSize(24);
    hours.forEach(hour -> {
      assertThat(hour.get("value").isNull()).isTrue();
      assertThat(hour.get("archived").asBoolean()).as("not a gap: gone for now").isTrue();
    });
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
    var verified = ADMIN.post("/v1/archive/" + day + "/verify", "{}").body();
    assertThat(verified.get("intact").asBoolean()).isTrue();
    assertThat(verified.get("files")).hasSize(2);

    assertThat(ADMIN.post("/v1/archive/" + day + "/restore", "{\"days\":2}").status()).isEqualTo(200);

    assertThat(hours().values().getFirst()).isEqualTo("3");
    assertThat(days().values()).containsExactly("4");
    var again = ADMIN.post("/v1/archive/" + day + "/restore", "{}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.problem()).isEqualTo("not_archived");
  }

  @Test
  void aCounterGoesOnFromTheLastNumberOfAnArchivedDay() throws Exception {
    // Before the days of the other tests.
    var archived = LocalDate.parse("1998-01-11");
    var start = archived.atStartOfDay(ZoneOffset.UTC).toInstant();
    Feed.backfill(start.minus(1, ChronoUnit.DAYS), start.plus(2, ChronoUnit.DAYS), List.of(
        total(start.minus(5, ChronoUnit.HOURS), 100), total(start.plus(8, ChronoUnit.HOURS), 150),
        total(start.plus(20, ChronoUnit.HOURS), 200), total(start.plus(25, ChronoUnit.HOURS), 210)));
    archiveBefore(archived.plusDays(1));

    var days = "bucket=1d&agg=growth&from=" + start + "&to=" + start.plus(2, ChronoUnit.DAYS);
    assertThat(series(days).values()).containsExactly("null", "10");
    assertThat(series(days + "&platform=x").body().at("/points/0/archived").asBoolean()).isTrue();
    var first = series(days + "&limit=1");
    assertThat(first.values()).containsExactly("null");
    assertThat(series("bucket=1d&agg=growth&limit=1&cursor=" + first.body().get("next").asText()).values())
        .containsExactly("10");
    var hours = "bucket=1h&from=" + start.plus(22, ChronoUnit.HOURS) + "&to=" + start.plus(27, ChronoUnit.HOURS);
    assertThat(series(hours + "&agg=growth").values()).containsExactly("null", "null", "null", "10", "null");
    assertThat(series(hours.replace("T22:", "T06:") + "&agg=growth").values()).endsWith("null", "10", "null")
        .doesNotContain("50", "110");
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
        series(hours + "&agg=last&fill=previous").values()).as("100 was not the value before: nobody knows which was")
        .containsExactly("null", "null", "null", "210", "210"));

    archiveBefore(archived.plusDays(2));
    assertThat(series(days).values()).containsExactly("null", "null");
  }

  @Test
  void aDamagedFileIsFound() throws Exception {
    fill();
    archiveIt();
    var file = Path.of(ConfigProvider.getConfig().getValue("groundswell.archive.directory", String.class),
        Feed.text(
            "SELECT file FROM analytics.archive_partition WHERE partitioned = 'time_series_metrics' AND day = '" + day
                + "'")
            .strip());
    var whole = Files.readAllBytes(file);
    Files.write(file, "PAR1 nothing".getBytes(StandardCharsets.UTF_8));

    var verified = ADMIN.post("/v1/archive/" + day + "/verify", "{}").body();

    assertThat(verified.get("intact").asBoolean()).isFalse();
    assertThat(ADMIN.post("/v1/archive/" + day + "/restore", "{}").status()).isEqualTo(503);
    Files.write(file, whole);
    assertThat(ADMIN.post("/v1/archive/" + day + "/restore", "{}").status()).isEqualTo(200);
  }

  @Test
  void aPersonIsForgottenInFilesToo() throws Exception {
    var person = "person-" + UUID.randomUUID();
    var events = List.of(
        Feed.event("post/" + UUID.randomUUID(), UUID.randomUUID().toString(), midnight, "quiz.answered",
            "{\"who\":\"" + person + "\",\"points\":7}"),
        Feed.event("user/" + person, UUID.randomUUID().toString(), midnight, "quiz.answered", "{\"points\":8}"));
    Feed.backfill(midnight, midnight.plus(1, ChronoUnit.DAYS), events);
    archiveIt();
    assertThat(filesWith(person)).isEqualTo(1);

    assertThat(ADMIN.delete("/v1/users/" + person).status()).isEqualTo(202);
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
        ADMIN.get("/v1/users/" + person + "/forgetting").body().get("state").asText()).isEqualTo("done"));

    assertThat(filesWith(person)).isZero();
    assertThat(ADMIN.post("/v1/archive/" + day + "/verify", "{}").body().get("intact").asBoolean()).isTrue();
    assertThat(ADMIN.post("/v1/archive/" + day + "/restore", "{}").status()).isEqualTo(200);
    assertThat(Feed.text("SELECT event_data FROM analytics.analytics_events WHERE event_timestamp = '" + midnight
        + "' ORDER BY event_data::text")).contains("\"who\": \"forgotten\"").doesNotContain(person);
  }

  @Test
  void whatHasExpiredIsTakenOutOfFilesToo() throws Exception {
    var type = "quiz." + UUID.randomUUID();
    fill();
    Feed.backfill(midnight, midnight.plus(1, ChronoUnit.DAYS), List.of(
        Feed.event(subject, UUID.randomUUID().toString(), midnight, type, "{}"),
        Feed.event(subject, UUID.randomUUID().toString(), midnight.plusSeconds(5), type, "{}")));
    Feed.update(
        "INSERT INTO analytics.quality_metrics (organization_id, subject_id, observed_at, event_key, platform, rating) "
            + "SELECT organization_id, subject_id, event_timestamp, event_key, platform, 9 FROM analytics.analytics_events "
            + "WHERE event_type = '" + type + "'");
    archiveIt();
    assertThat(partitions()).containsExactly("analytics_events dropped 3", "time_series_metrics dropped 5");

    assertThat(ADMIN.put("/v1/retention/" + type, "{\"keepDays\":30}").status()).isEqualTo(200);

    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(partitions())
        .containsExactly("analytics_events dropped 1", "time_series_metrics dropped 3"));
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
        Feed.count("SELECT removed FROM analytics.retention WHERE event_type = '" + type + "'")).isEqualTo(2));
    assertThat(Feed.count("SELECT count(*) FROM analytics.quality_metrics AS q JOIN analytics.subject AS s "
        + "ON s.id = q.subject_id WHERE q.rating = 9 AND s.type || '/' || s.external_id = '" + subject + "'"))
        .as("what they said of quality").isZero();
    assertThat(ADMIN.post("/v1/archive/" + day + "/verify", "{}").body().get("intact").asBoolean()).isTrue();
    assertThat(ADMIN.post("/v1/archive/" + day + "/restore", "{}").status()).isEqualTo(200);
    assertThat(hours().values().getFirst()).isEqualTo("3");
    assertThat(Feed.text(Rollups.DIFFERENCES)).as("what cannot be worked out anew is marked").isEmpty();
    assertThat(Feed.count("SELECT count(*) FROM analytics.analytics_events WHERE event_type = '" + type + "'"))
        .isZero();
  }

  @Test
  void askingInSqlIsEnoughForASchedulerOfTheDatabase() throws Exception {
    fill();

    assertThat(Feed
        .count("SELECT analytics.archive_old_metrics(make_interval(days => (now() AT TIME ZONE 'UTC')::date - date '"
            + day.plusDays(1) + "'))"))
        .isEqualTo(1);
    var lease = jobs.lease("archive");
    await().atMost(Duration.ofSeconds(30)).until(lease::take);
    archive.round(lease);

    assertThat(partitions()).hasSize(2).allMatch(line -> line.contains("dropped"));
    assertThatThrownBy(() -> Feed.count("SELECT analytics.archive_old_metrics('1 day')"))
        .hasStackTraceContaining("events of the last 15 days still come");
  }

  @Test
  void onlyTheOperatorMayAndWrongQuestionsAreNamed() {
    assertThat(Asker.with(RecordBackend.STRANGE_ADMIN).get("/v1/archive").status()).isEqualTo(403);
    assertThat(Asker.with(RecordBackend.READER).get("/v1/archive").status()).isEqualTo(403);
    assertThat(run("yesterday").body().get("detail").asText()).contains("before must be a date");
    assertThat(run(LocalDate.now(ZoneOffset.UTC).toString()).body().get("detail").asText())
        .contains("events of later days still come");
    assertThat(ADMIN.post("/v1/archive/2001-02-30/verify", "{}").problem()).isEqualTo("unknown_archive");
    assertThat(ADMIN.post("/v1/archive/2001-02-03/restore", "{}").problem()).isEqualTo("unknown_archive");
    assertThat(ADMIN.post("/v1/archive/" + day + "/restore", "{\"days\":0}").status()).isEqualTo(400);
  }

  private void fill() {
    Feed.backfill(midnight, midnight.plus(1, ChronoUnit.DAYS), List.of(
        Feed.delta(subject, midnight.plusSeconds(60), "likes", "3"),
        Feed.delta(subject, midnight.plusSeconds(7_200), "likes", "1"),
        Feed.event(subject, UUID.randomUUID().toString(), midnight, "quiz.answered", "{\"right\":true}")));
  }

  private AcceptedEvent total(Instant at, int likes) {
    return Feed.observed(subject, UUID.randomUUID().toString(), at, "total", "\"likes\":" + likes);
  }

  private void archiveIt() throws InterruptedException {
    archiveBefore(day.plusDays(1));
    assertThat(partitions()).allMatch(line -> line.contains("dropped"));
  }

  private void archiveBefore(LocalDate before) throws InterruptedException {
    assertThat(run(before.toString()).status()).isEqualTo(202);
    var lease = jobs.lease("archive");
    await().atMost(Duration.ofSeconds(30)).until(lease::take);
    archive.round(lease);
  }

  private static Asker.Reply run(String before) {
    return ADMIN.post("/v1/archive/run", "{\"before\":\"" + before + "\"}");
  }

  private List<String> partitions() {
    var lines = new TreeSet<String>();
    ADMIN.get("/v1/archive").body().get("partitions").forEach(each -> {
      if (each.get("day").asText().equals(day.toString())) {
        lines.add(each.get("table").asText().toLowerCase(Locale.ROOT) + " " + each.get("state").asText() + " "
            + each.get("rows").asText());
      }
    });
    return List.copyOf(lines);
  }

  private Asker.Reply days() {
    return series("bucket=1d&from=" + midnight + "&to=" + midnight.plus(1, ChronoUnit.DAYS));
  }

  private Asker.Reply hours() {
    return series("bucket=1h&from=" + midnight + "&to=" + midnight.plus(1, ChronoUnit.DAYS));
  }

  private Asker.Reply series(String query) {
    return Asker.with(RecordBackend.READER).get("/v1/series/" + subject + "/likes?" + query);
  }

  /// Files of the day that hold the text in whatever column.
  private long filesWith(String text) throws Exception {
    var directory = Path.of(ConfigProvider.getConfig().getValue("groundswell.archive.directory", String.class));
    long found = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (var file : files.filter(each -> each.getFileName().toString().matches(day + ".*parquet")).toList()) {
        var table = DayTable.of(file.getParent().getFileName().toString());
        var rows = new StringBuilder();
        new DayFile(table, file).read(row -> rows.append(row).append('\n'));
        found += rows.indexOf(text) >= 0 ? 1 : 0;
      }
    }
    return found;
  }
}

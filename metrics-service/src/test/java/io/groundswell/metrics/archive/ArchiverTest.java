package io.groundswell.metrics.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Lane;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.dayfile.DayFile;
import io.groundswell.metrics.dayfile.DayTable;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ArchiverTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static int used;

  // That of the service: whoever forgets a person goes through these files too.
  private final Path directory =
      Path.of(ConfigProvider.getConfig().getValue("groundswell.archive.directory", String.class));

  @Inject
  DataSource dataSource;

  private final String subject = "post/" + UUID.randomUUID();
  private final LocalDate day = LocalDate.parse("2009-01-01").plusDays(used++);
  private String whole = "";
  private final Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void killedBeforeEachWordOfEachStepItGoesOnAndLosesNothing() throws Exception {
    fill(60);
    ask();
    int kills = 0;
    int dieAt = 1;
    var before = standing();
    var step = Archiver.Step.DONE;
    while (step != Archiver.Step.FINISHED) {
      try {
        step = new Archiver(new Mortal(unpooled(), dieAt).dataSource(), new ArchiveFiles(directory)).step(day);
      } catch (Mortal.KilledError killed) {
        kills++;
        dieAt++;
      }
      // Where it got on, the next step is killed from its first word on.
      var now = standing();
      dieAt = now.equals(before) ? dieAt : 1;
      before = now;
    }
    assertThat(kills).isGreaterThan(80);
    assertEverythingIsInTheFiles();
    try (var files = Files.walk(directory)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith(day.toString())))
          .as("a file and its manifest for each table, and no left-overs").hasSize(4);
    }

    for (int word = 1; before.equals(standing()); word++) {
      try {
        new Restorer(new Mortal(unpooled(), word).dataSource(), new ArchiveFiles(directory)).restore(day,
            Duration.ofDays(1));
      } catch (Mortal.KilledError killed) {
        assertThat(rows()).as("whole or not at all").isEmpty();
      }
    }
    assertThat(rows()).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource({"8, 2016-03-01", "72, 2017-03-01"})
  void partitionsOfHoursAndOfDaysGoAndComeBackAsAWhole(int hours, LocalDate wanted) throws Exception {
    Feed.update("SELECT analytics.ensure_partitions('" + wanted + "', '" + wanted + "', " + hours + ")");
    var first = LocalDate.parse(
        Feed.text("SELECT partition_start FROM analytics.partition_day WHERE day = '" + wanted + "'").strip());
    int days = Math.max(1, hours / 24);
    var since = first.atStartOfDay(ZoneOffset.UTC).toInstant();
    Feed.backfill(since, since.plus(days, ChronoUnit.DAYS), IntStream.range(0, 24 * days)
        .mapToObj(hour -> Feed.delta(subject, since.plus(hour, ChronoUnit.HOURS), "likes", "1")).toList());
    var rows = "SELECT t::text FROM analytics.time_series_metrics AS t WHERE observed_at >= '" + since
        + "' AND observed_at < '" + since.plus(days, ChronoUnit.DAYS) + "' ORDER BY 1";
    var stored = Feed.text(rows);
    assertThat(stored).hasLineCount(24 * days);
    var owner = new Owner(dataSource);
    owner.transaction(connection -> new ArchiveRegistry(connection).ask(first.plusDays(days - 1)));
    assertThat(Feed.count("SELECT count(*) FROM analytics.archive_partition WHERE day = '" + first + "'"))
        .as("its last day is not asked for").isZero();

    owner.transaction(connection -> new ArchiveRegistry(connection).ask(first.plusDays(days)));
    Feed.update("DELETE FROM analytics.archive_partition WHERE state = 'active' AND day <> '" + first + "'");
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5))
        .until(() -> archiver().step(first) == Archiver.Step.FINISHED);

    assertThat(Feed.text(rows)).isEmpty();
    assertThat(Feed.count("SELECT count(*) FROM analytics.archived_day WHERE day >= '" + first + "' AND day < '"
        + first.plusDays(days) + "'")).isEqualTo(days);
    Feed.send(Lane.BACKFILL, List.of(Feed.delta(subject, since.plus(days * 24L - 1, ChronoUnit.HOURS), "likes", "1")));
    Feed.awaitDrained(Lane.BACKFILL);
    assertThat(quarantined()).as("late, for its last day").isEqualTo(1);

    await().atMost(Duration.ofSeconds(30)).ignoreExceptions()
        .until(() -> restorer().restore(first.plusDays(days - 1), Duration.ofDays(1)).size() == 2);
    assertThat(Feed.text(rows)).isEqualTo(stored);
    assertThat(Feed.count("SELECT count(*) FROM analytics.partition_day WHERE partition_start = '" + first + "'"))
        .isEqualTo(days);
  }

  @Test
  void killedWhileItDetachesItFinishesWhatWasBegun() throws Exception {
    fill(20);
    ask();
    until(Archived.State.CLOSED);
    try (var reader = Feed.connect(); var detacher = Feed.connect()) {
      reader.setAutoCommit(false);
      reader.createStatement()
          .executeQuery("SELECT count(*) FROM analytics.time_series_metrics WHERE observed_at > now()");
      detacher.createStatement().execute("SET statement_timeout = '2s'");
      assertThatThrownBy(() -> detacher.createStatement()
          .execute("ALTER TABLE analytics.time_series_metrics DETACH PARTITION "
              + "analytics." + DayTable.TIME_SERIES_METRICS.partition(day) + " CONCURRENTLY"))
          .isInstanceOf(SQLException.class);
      reader.rollback();
    }
    assertThat(Feed.count("SELECT count(*) FROM pg_inherits WHERE inhdetachpending")).isEqualTo(1);

    finish();

    assertEverythingIsInTheFiles();
  }

  @Test
  void aRowThatComesAfterTheExportIsInTheFileAndOneThatComesAfterTheCloseIsInTheQuarantine() throws Exception {
    fill(20);
    ask();
    until(Archived.State.VERIFIED);
    late("likes", 3_600);
    whole = rows();

    until(Archived.State.CLOSED);
    assertThat(generation()).isEqualTo("2\n1\n");
    late("likes", 3_601);
    assertThat(quarantined()).as("refused by the database").isEqualTo(1);
    finish();
    late("likes", 3_602);
    assertThat(quarantined()).as("known to be archived").isEqualTo(2);

    assertEverythingIsInTheFiles();
    assertThat(READER.get("/v1/series/" + subject + "/likes?bucket=1d&from=" + midnight + "&to="
        + midnight.plus(1, ChronoUnit.DAYS)).values()).as("20, and the late one").containsExactly("21");

    restorer().restore(day, Duration.ofDays(7));
    late("likes", 3_603);
    assertThat(quarantined()).isEqualTo(2);
    assertThat(READER.get("/v1/series/" + subject + "/likes?bucket=1d&from=" + midnight + "&to="
        + midnight.plus(1, ChronoUnit.DAYS)).values()).containsExactly("22");
  }

  @Test
  void writersBesideItLoseNothing() throws Exception {
    fill(10);
    ask();
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 3_000; i++) {
      events.add(Feed.delta(subject + "-" + i % 7, midnight.plusSeconds(i), "likes", "1"));
    }
    var writer = Thread.ofVirtual().start(() -> {
      for (int i = 0; i < 30; i++) {
        Feed.send(Lane.BACKFILL, events.subList(100 * i, 100 * i + 100));
      }
    });
    for (int steps = 0; archiver().step(day) != Archiver.Step.FINISHED; steps++) {
      assertThat(steps).isLessThan(10_000);
    }
    writer.join();
    Feed.awaitDrained(Lane.BACKFILL);

    long stored =
        Feed.count("SELECT coalesce(sum(d.events), 0) FROM analytics.metric_rollup_day d JOIN analytics.subject s "
            + "ON s.id = d.subject_id WHERE s.type || '/' || s.external_id LIKE '" + subject + "-%'");
    assertThat(stored + quarantined()).isEqualTo(3_000);
    var inFile = new long[1];
    new DayFile(DayTable.TIME_SERIES_METRICS, file(DayTable.TIME_SERIES_METRICS)).read(row -> inFile[0]++);
    assertThat(inFile[0]).isEqualTo(stored + 30);
  }

  @Test
  void aDamagedFileIsWrittenAnewWhileTheRowsAreThere() throws Exception {
    fill(20);
    ask();
    archiver().step(day);
    archiver().step(day);
    damage(file(DayTable.TIME_SERIES_METRICS));
    until(Archived.State.DETACHED);
    damage(file(DayTable.TIME_SERIES_METRICS));

    finish();

    assertEverythingIsInTheFiles();
  }

  @Test
  void aDamagedFileIsNotRestored() throws Exception {
    fill(20);
    ask();
    finish();
    var bytes = Files.readAllBytes(file(DayTable.ANALYTICS_EVENTS));
    damage(file(DayTable.ANALYTICS_EVENTS));

    assertThatThrownBy(() -> restorer().restore(day, Duration.ofDays(1))).isInstanceOf(IOException.class);
    assertThat(Feed.text("SELECT DISTINCT state FROM analytics.archive_partition WHERE day = '" + day + "'"))
        .isEqualTo("dropped\n");

    Files.write(file(DayTable.ANALYTICS_EVENTS), bytes);
    restorer().restore(day, Duration.ofDays(1));
    assertThat(rows()).isEqualTo(whole);
  }

  /// Events of all shapes, so that every column has values and gaps.
  private void fill(int count) {
    var random = new Random(day.toEpochDay());
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < count; i++) {
      var at = midnight.plusSeconds(i * 60L).plusNanos(1_000L * random.nextInt(1_000_000));
      events.add(Feed.observed(subject, UUID.randomUUID().toString(), at, "delta",
          "\"likes\":1,\"views\":" + random.nextInt(1_000) + "." + random.nextInt(10)));
      events.add(Feed.event(subject, UUID.randomUUID().toString(), at, "quiz.answered",
          "{\"text\":\"\\\"ü\\n" + i + "\",\"right\":true}"));
    }
    Feed.backfill(midnight, midnight.plus(1, ChronoUnit.DAYS), events);
    whole = rows();
    assertThat(whole.lines()).hasSize(4 * count);
  }

  private void late(String metric, int second) {
    Feed.send(Lane.BACKFILL, List.of(Feed.delta(subject, midnight.plusSeconds(second), metric, "1")));
    Feed.awaitDrained(Lane.BACKFILL);
  }

  private void ask() throws SQLException, IOException {
    new Owner(dataSource).transaction(connection -> new ArchiveRegistry(connection).ask(day.plusDays(1)));
    // Whatever other tests left before this day is theirs.
    Feed.update("DELETE FROM analytics.archive_partition WHERE state = 'active' AND day <> '" + day + "'");
  }

  private Archiver archiver() {
    return new Archiver(dataSource, new ArchiveFiles(directory));
  }

  private Restorer restorer() {
    return new Restorer(dataSource, new ArchiveFiles(directory));
  }

  private void finish() {
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5))
        .until(() -> archiver().step(day) == Archiver.Step.FINISHED);
  }

  private void until(Archived.State state) {
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5)).until(() -> {
      archiver().step(day);
      return Feed.count("SELECT count(*) FROM analytics.archive_partition WHERE day = '" + day + "' AND state <> '"
          + state.slug() + "'") == 0;
    });
  }

  /// All that a step can change in the database.
  private String standing() {
    return Feed
        .text("SELECT (p.*)::text FROM analytics.archive_partition AS p WHERE day = '" + day + "' ORDER BY partitioned")
        + Feed
            .text("SELECT c.relname || coalesce(i.inhdetachpending::text, '') FROM pg_class c LEFT JOIN pg_inherits i "
                + "ON i.inhrelid = c.oid WHERE c.relname LIKE '%" + day.toString().replace("-", "") + "' ORDER BY 1");
  }

  /// A pool would keep a place for each connection that was cut.
  private static DataSource unpooled() {
    var source = new PGSimpleDataSource();
    source.setUrl(Feed.database().jdbcUrl());
    source.setUser(Feed.database().user());
    source.setPassword(Feed.database().password());
    return source;
  }

  private void assertEverythingIsInTheFiles() throws Exception {
    assertThat(
        Feed.count("SELECT count(*) FROM pg_class WHERE relname LIKE '%\\_" + day.toString().replace("-", "") + "'"))
        .isZero();
    assertThat(Feed.count("SELECT count(*) FROM analytics.partition_day WHERE day = '" + day + "'")).isZero();
    long rows = 0;
    for (var table : DayTable.values()) {
      var facts = new DayFile(table, file(table)).read(row -> {
      });
      assertThat(facts.rows() + " " + facts.sha256() + " " + facts.content()).isEqualTo(Feed.text(
          "SELECT rows || ' ' || sha256 || ' ' || content FROM analytics.archive_partition WHERE day = '" + day
              + "' AND partitioned = '" + table.sql() + "'")
          .strip());
      rows += facts.rows();
    }
    assertThat(rows).isEqualTo(whole.lines().count());
  }

  private Path file(DayTable table) {
    return directory.resolve(Feed.text("SELECT file FROM analytics.archive_partition WHERE day = '" + day
        + "' AND partitioned = '" + table.sql() + "'").strip());
  }

  private static void damage(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private String generation() {
    return Feed.text("SELECT generation FROM analytics.archive_partition WHERE day = '" + day
        + "' ORDER BY partitioned DESC");
  }

  private long quarantined() {
    return Feed
        .count("SELECT count(*) FROM analytics.quarantine WHERE reason = 'archived_range' AND position('" + subject
            + "'::bytea IN value) > 0");
  }

  /// Every value of the day's rows, as text.
  private String rows() {
    var from = " >= '" + midnight + "' AND ";
    var to = " < '" + midnight.plus(1, ChronoUnit.DAYS) + "'";
    return Feed
        .text("SELECT row FROM (SELECT t::text AS row FROM analytics.time_series_metrics t WHERE observed_at" + from
            + "observed_at" + to + " UNION ALL SELECT e::text FROM analytics.analytics_events e WHERE event_timestamp"
            + from
            + "event_timestamp" + to + ") AS both_tables ORDER BY 1");
  }
}

package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Imports of Parquet files, broken ones, and disks that are full. A disk is filled by a limit for the size of files,
/// which any user may set and which the kernel enforces where it would refuse to write onto a full disk.
class ImportTroubleIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Instant TODAY = Instant.now().truncatedTo(ChronoUnit.DAYS);

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Importer importer = new Importer();

  @Test
  void aParquetFileBecomesSeriesFromSeveralRowGroups(@TempDir Path directory) throws Exception {
    var file = parquet(directory.resolve("history.parquet"), 25_000);
    var mapping = importer.mapping(directory, "series").toString();
    var cut = Files.write(directory.resolve("cut.parquet"),
        Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) / 2));
    var refused = importer.run("start", cut.toString(), "--mapping", mapping);
    assertThat(refused.exit()).isEqualTo(65);
    assertThat(refused.errors()).contains("cut.parquet is not a Parquet file, or not the whole of one");

    var result = importer.run("start", file.toString(), "--mapping", mapping, "--only", "platform=x");

    assertThat(result.exit()).as(result.errors()).isEqualTo(1);
    var job = importer.job(Importer.number(result));
    assertThat(job.path("rows").asLong()).isEqualTo(25_000);
    assertThat(job.path("chunks").asInt()).isEqualTo(3);
    // Every fifth row is of another platform; of the others one has a number that is none.
    assertThat(job.path("accepted").asLong()).isEqualTo(19_999);
    assertThat(job.path("rejected").asLong()).isEqualTo(1);
    importer.rest();
    assertThat(importer.stored(job.path("id").asLong())).isEqualTo(19_999);
    assertThat(importer.asked("SELECT sum(v.value) FROM analytics.time_series_metrics AS v JOIN analytics.subject AS s "
        + "ON s.id = v.subject_id WHERE s.external_id LIKE 'parquet-%'")).isEqualTo("39998");
  }

  @Test
  void whereRejectionsHaveNoRoomTheImportStopsAndGoesOnElsewhere(@TempDir Path directory) throws Exception {
    var lines = new ArrayList<>(List.of("subject,metric,time,value,platform"));
    for (int row = 0; row < 8_000; row++) {
      lines.add("page/narrow" + row % 5 + ",reads," + TODAY.minusSeconds(row + 1) + "," + (row % 2 == 0 ? "1" : "many")
          + ",web");
    }
    var file = Files.write(directory.resolve("narrow.csv"), lines);
    var rejections = directory.resolve("rejections.ndjson");

    var stopped = importer.runWhereFilesHaveAtMost(100, "import", "start", file.toString(), "--mapping",
        importer.mapping(directory, "series").toString(), "--rejections", rejections.toString());

    assertThat(stopped.exit()).as(stopped.errors()).isEqualTo(69);
    assertThat(stopped.errors()).contains("cannot write " + rejections);
    long job = Importer.number(stopped);
    assertThat(importer.job(job).path("status").asText()).isEqualTo("processing");

    var resumed = importer.run("resume", file.toString(), Long.toString(job), "--rejections", rejections.toString());
    assertThat(resumed.exit()).as(resumed.errors()).isEqualTo(1);
    assertThat(importer.job(job).path("status").asText()).isEqualTo("completed");
    assertThat(importer.job(job).path("rejected").asLong()).isEqualTo(4_000);
    for (var line : Files.readAllLines(rejections)) {
      assertThat(new ObjectMapper().readTree(line).path("reason").asText()).isEqualTo("unfit_row");
    }
    importer.rest();
    assertThat(importer.stored(job)).isEqualTo(4_000);
  }

  @Test
  void anExportOntoAFullDiskLeavesNothingBehind(@TempDir Path directory) throws Exception {
    var old = directory.resolve("twitter.db");
    OldTwitter.make(old, 50, 15_000, TODAY);
    var imported = importer.run("start", old.toString());
    assertThat(imported.exit()).as(imported.errors()).isZero();
    importer.rest();
    var target = Files.createDirectory(directory.resolve("target")).resolve("again.db");

    // Enough for the driver, which unpacks its library, and too little for the rows.
    var full = importer.runWhereFilesHaveAtMost(2_000, "export", "sqlite", target.toString());

    assertThat(full.exit()).as(full.errors()).isEqualTo(69);
    assertThat(full.errors()).contains("again.db cannot be written, and nothing is left of it");
    assertThat(files(target.getParent())).isEmpty();
  }

  @Test
  void rowsThatHaveNoRoomAreNotTakenAway(@TempDir Path directory) throws Exception {
    var keep = directory.resolve("kept");
    var database = OldSocial.make(system.database(), "kept_rows", TODAY);
    var address = OldSocial.address(database);
    assertThat(Command.run("db", "up", "--service", "ingest", "--postgres", address).exit()).isZero();
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute("INSERT INTO analytics.organizations (slug, name) VALUES ('kept', 'Kept')");
      statement.execute("INSERT INTO analytics.analysis_queue (organization_id, name, kind, mapping, deadline) "
          + "SELECT id, repeat('x', 100), 'csv', '{}', now() FROM analytics.organizations, generate_series(1, 5000)");
    }

    var full = Command.runAfter("ulimit -f 100", "db", "down", "--service", "ingest", "--to", "1.5.1", "--keep",
        keep.toString(), "--postgres", address);

    assertThat(full.exit()).as(full.errors()).isEqualTo(1);
    assertThat(full.errors()).contains("nothing was taken back: rows cannot be kept in", "File too large");
    assertThat(Importer.ask(database, "SELECT count(*) FROM analytics.analysis_queue")).isEqualTo("5000");
    assertThat(files(keep)).isEmpty();
    assertThat(
        Command.run("db", "down", "--service", "ingest", "--to", "1.5.1", "--keep", keep.toString(), "--postgres",
            address).exit())
        .isZero();
  }

  @Test
  void aDatabaseWithoutRoomIsWaitedForAndNothingIsSetAside(@TempDir Path directory) throws Exception {
    var file = lines(directory.resolve("events.ndjson"), "page/no-room", 2_000);
    // As the server says it when a file cannot be extended.
    importer.execute("CREATE SEQUENCE public.refused; GRANT USAGE ON SEQUENCE public.refused TO PUBLIC");
    importer.execute("""
        CREATE FUNCTION public.no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF TG_TABLE_NAME <> 'analysis_chunks' THEN
            IF NOT EXISTS (SELECT FROM analytics.subject WHERE id = NEW.subject_id AND external_id = 'no-room') THEN
              RETURN NEW;
            END IF;
          END IF;
          PERFORM nextval('public.refused');
          RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$""");
    long held = Long.parseLong(importer.asked("SELECT count(*) FROM analytics.quarantine"));
    long job;
    try {
      importer.execute("CREATE TRIGGER no_room BEFORE INSERT ON analytics.time_series_metrics FOR EACH ROW "
          + "EXECUTE FUNCTION public.no_room()");
      var sent = importer.run("start", file.toString());
      assertThat(sent.exit()).as(sent.errors()).isZero();
      job = Importer.number(sent);
      long id = job;
      await().atMost(Duration.ofSeconds(60)).until(() -> refused() >= 3);
      assertThat(importer.stored(id)).isZero();
      assertThat(importer.asked("SELECT count(*) FROM analytics.quarantine")).isEqualTo(Long.toString(held));
    } finally {
      importer.execute("DROP TRIGGER IF EXISTS no_room ON analytics.time_series_metrics");
    }
    importer.rest();
    assertThat(importer.stored(job)).isEqualTo(2_000);
    assertThat(importer.asked("SELECT count(*) FROM analytics.quarantine")).isEqualTo(Long.toString(held));
    theJobWaitsForRoomToo(file);
  }

  private void theJobWaitsForRoomToo(Path file) throws Exception {
    long before = refused();
    importer.execute("CREATE TRIGGER no_room BEFORE UPDATE ON analytics.analysis_chunks FOR EACH ROW "
        + "EXECUTE FUNCTION public.no_room()");
    Thread.ofVirtual().start(() -> await().atMost(Duration.ofSeconds(60)).until(() -> {
      if (refused() > before) {
        importer.execute("DROP TRIGGER no_room ON analytics.analysis_chunks");
        return true;
      }
      return false;
    }));

    var result = importer.run("start", file.toString());

    assertThat(result.exit()).as(result.errors()).isZero();
    assertThat(refused()).isGreaterThan(before);
    importer.rest();
    assertThat(importer.stored(Importer.number(result))).isEqualTo(2_000);
  }

  @Test
  void workersWhoseChunksAreGivenToOthersGoOnWithOthers(@TempDir Path directory) throws Exception {
    var file = lines(directory.resolve("taken.ndjson"), "page/taken", 40_000);
    var running = CompletableFuture.supplyAsync(() -> start(file));
    await().atMost(PATIENCE).until(() -> !importer.asked("SELECT count(*) FROM analytics.analysis_chunks AS c "
        + "JOIN analytics.analysis_queue AS q USING (job_id) WHERE q.name = 'taken.ndjson' AND c.status = 'processing'")
        .equals("0"));

    // As after an outage of more than 30 s: whoever asks first gets what the others have.
    importer
        .execute("UPDATE analytics.analysis_chunks SET worker = 'another', heartbeat_at = now() - interval '1 hour' "
            + "WHERE status = 'processing' AND job_id = (SELECT job_id FROM analytics.analysis_queue "
            + "WHERE name = 'taken.ndjson')");

    var result = running.get(5, TimeUnit.MINUTES);
    assertThat(result.exit()).as(result.errors()).isZero();
    long job = Importer.number(result);
    assertThat(Integer.parseInt(importer.asked("SELECT max(attempts) FROM analytics.analysis_chunks WHERE job_id = "
        + job))).isGreaterThan(1);
    importer.rest();
    assertThat(importer.stored(job)).isEqualTo(40_000);
  }

  private Command.Result start(Path file) {
    try {
      return importer.run("start", file.toString(), "--events-per-second", "8000");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void whatIsAcceptedAndNotStoredYetIsWaitedForBeforeItIsTakenOut(@TempDir Path directory) throws Exception {
    var file = lines(directory.resolve("undone.ndjson"), "page/undone", 3_000);
    CompletableFuture<Command.Result> undoing;
    long job;
    try (var connection = system.database().connect(); var statement = connection.createStatement()) {
      importer.rest();
      // Its consumers wait with their next batch.
      connection.setAutoCommit(false);
      statement.execute("SELECT FROM analytics.consumer_offset WHERE consumer = 'metrics-backfill' FOR UPDATE");
      var sent = importer.run("start", file.toString());
      assertThat(sent.exit()).as(sent.errors()).isZero();
      long id = Importer.number(sent);
      job = id;
      undoing = CompletableFuture.supplyAsync(() -> undo(id));
      await().atMost(PATIENCE).until(() -> importer.job(id).hasNonNull("undoneAt"));
      assertThat(importer.job(id).path("status").asText()).isEqualTo("cancelled");
      assertThat(importer.stored(id)).isZero();
      var hasty = new Caller(system).call(system.metrics(), "POST", "/v1/events/undo",
          "{\"source\": \"import/" + id + "\", \"from\": \"2026-01-01\", \"to\": \"2026-01-02\"}");
      assertThat(hasty.slug()).isEqualTo("not_stored_yet");
      assertThat(undoing).isNotDone();
      connection.rollback();
    }

    var undone = undoing.get(5, TimeUnit.MINUTES);
    assertThat(undone.exit()).as(undone.errors()).isZero();
    assertThat(undone.output()).contains("3000 events removed");
    importer.rest();
    assertThat(importer.asked("SELECT count(*) FROM analytics.analytics_events WHERE event_source = 'import/" + job
        + "'")).isEqualTo("0");
    var resumed = importer.run("resume", file.toString(), Long.toString(job));
    assertThat(resumed.exit()).isEqualTo(1);
    assertThat(resumed.output()).contains("is cancelled");
    assertThat(importer.run("sync", file.toString(), Long.toString(job)).errors()).contains("The import is over");
  }

  private Command.Result undo(long job) {
    try {
      return importer.run("undo", Long.toString(job));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static Path lines(Path file, String subject, int rows) throws IOException {
    var lines = new ArrayList<String>(rows);
    for (int row = 0; row < rows; row++) {
      lines.add("{\"id\": \"" + subject + row + "\", \"type\": \"metric.observed\", \"time\": \""
          + TODAY.minusSeconds(row) + "\", \"subject\": \"" + subject
          + "\", \"platform\": \"web\", \"data\": {\"metrics\": {\"reads\": 1}}}");
    }
    return Files.write(file, lines);
  }

  private long refused() throws Exception {
    return Long.parseLong(importer.asked("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM public.refused"));
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static Path parquet(Path file, int rows) throws IOException {
    var schema = MessageTypeParser.parseMessageType("""
        message history { required binary subject (STRING); required binary metric (STRING);
          required int64 time (TIMESTAMP(MICROS,true)); required double value; optional binary platform (ENUM); }""");
    var groups = new SimpleGroupFactory(schema);
    try (var writer = ExampleParquetWriter.builder(new LocalOutputFile(file)).withConf(new PlainParquetConfiguration())
        .withType(schema).withCompressionCodec(CompressionCodecName.SNAPPY).withRowGroupSize(60_000L).build()) {
      for (int row = 0; row < rows; row++) {
        writer.write(groups.newGroup().append("subject", "hashtag/parquet-" + row % 7).append("metric", "mentions")
            .append("time", TODAY.minusSeconds(row * 100L + 1).toEpochMilli() * 1_000)
            .append("value", row == 1_001 ? Double.NaN : 2.0).append("platform", row % 5 == 0 ? "y" : "x"));
      }
    }
    return file;
  }
}

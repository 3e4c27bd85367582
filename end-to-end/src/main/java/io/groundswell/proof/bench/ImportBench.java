package io.groundswell.proof.bench;

import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.check.Rest;
import io.groundswell.proof.faults.Scene;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// History through the backfill lane by `groundswell import`, and how fresh live events are beside it.
final class ImportBench {

  private static final int DAYS = 90;
  private static final int SUBJECTS = 500;

  private final Consumer<String> progress;
  private final int events;

  ImportBench(Consumer<String> progress, int events) {
    this.progress = progress;
    this.events = events;
  }

  Section run() throws IOException, InterruptedException, ExecutionException, SQLException {
    var directory = Files.createTempDirectory("import-bench");
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT)) {
      var place = new Scene(sandbox).whereabouts();
      var data = sandbox.instance().dataDir();
      var freshness = new FreshnessBench(progress);
      var alone = freshness.beside(place, "alone");
      progress.accept("live alone: p99 " + Section.number(alone.percentile(0.99)) + " ms");
      var file = write(directory.resolve("history.ndjson"));
      long began = System.nanoTime();
      var importing = start(file, data);
      var beside = freshness.beside(place, "beside");
      boolean wasUnderWay = importing.isAlive();
      int exit = importing.waitFor();
      double sent = (System.nanoTime() - began) / 1e9;
      long stored = rest(place, began);
      progress.accept("imported, exit code " + exit + ": " + Section.number(events / (stored / 1e9)) + " events/s");
      return section(alone, beside, wasUnderWay, sent, stored / 1e9, exit);
    } finally {
      Files.deleteIfExists(directory.resolve("history.ndjson"));
      Files.deleteIfExists(directory);
    }
  }

  private Section section(Samples alone, Samples beside, boolean wasUnderWay, double sent, double stored, int exit) {
    return new Section("Import", List.of("what", "figure"), List.of(
        List.of("events", Section.number(events)),
        List.of("seconds until all were planned and sent", Section.number(sent)),
        List.of("seconds until all were stored", Section.number(stored)),
        List.of("events/s, from the start to the last one stored", Section.number(events / stored)),
        List.of("exit code of the command", Integer.toString(exit)),
        List.of("live freshness p99 alone, ms", Section.number(alone.percentile(0.99))),
        List.of("live freshness p99 beside the import, ms", Section.number(beside.percentile(0.99))),
        List.of("beside / alone",
            Section.number(beside.percentile(0.99) / alone.percentile(0.99)))),
        List.of("Lines of `metric.observed` over " + DAYS + " days and " + SUBJECTS
            + " subjects, read, planned and sent by "
            + "the command with four workers and no limit but the usual one; 1,000 live events/s in batches of 10 beside it "
            + "for 28 s" + (wasUnderWay ? "." : ", and the import was over before they were.")));
  }

  static long rest(Whereabouts place, long began) throws InterruptedException {
    Rest.await(place.database(), place.bootstrapServers(), Duration.ofMinutes(20));
    return System.nanoTime() - began;
  }

  private static Process start(Path file, Path data) throws IOException {
    return start(file.toString(), data);
  }

  /// @param source as the command line takes it
  /// @param further words of the command line
  static Process start(String source, Path data, String... further) throws IOException {
    var command = Path.of(System.getProperty("groundswell.root", ".")).resolve("groundswell").toString();
    var words = new ArrayList<>(List.of(command, "import", "start", source, "--data-dir", data.toString(),
        "--events-per-second", "1000000"));
    words.addAll(List.of(further));
    var builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("GROUNDSWELL_BUILD", "never");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private Path write(Path file) throws IOException {
    var today = InstantSource.system().instant().truncatedTo(ChronoUnit.DAYS);
    try (var out = Files.newBufferedWriter(file)) {
      for (int number = 0; number < events; number++) {
        line(out, number, today.minusMillis((long) number * DAYS * 86_400_000L / events));
      }
    }
    return file;
  }

  private static void line(BufferedWriter out, int number, Instant time) throws IOException {
    out.write("{\"id\": \"h" + number + "\", \"type\": \"metric.observed\", \"time\": \"" + time
        + "\", \"subject\": \"post/history" + number % SUBJECTS
        + "\", \"platform\": \"x\", \"data\": {\"metrics\": {\"likes\": 1}}}\n");
  }
}

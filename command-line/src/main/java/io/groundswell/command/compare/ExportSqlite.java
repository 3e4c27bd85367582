package io.groundswell.command.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.Reach;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell export sqlite`.
@Command(name = "sqlite", description = {
    "Write the SQLite database that the old application can use again.",
    "",
    "What an import of the kind sqlite brought is there row by row, and with it what came since: posts, creators, funnels "
        + "and referrals.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class ExportSqlite implements Callable<Integer> {

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final Reach reach = new Reach();

  @Option(names = "--metrics-url", paramLabel = "URL",
      description = "Address of metrics-service, beside --url, for instance http://localhost:8082.")
  private @Nullable URI metricsUrl;

  @Option(names = "--since", paramLabel = "DAY",
      description = "The first day. Default: that of the first SQLite import.")
  private @Nullable LocalDate since;

  @Parameters(paramLabel = "FILE", description = "A new file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    var ingest = reach.ingest();
    var metrics = metricsUrl != null ? metricsUrl : reach.metrics();
    if (metrics == null) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--url needs --metrics-url beside it");
    }
    if (Files.exists(file)) {
      throw CommandFailed.badData(file + " is there already");
    }
    var unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try (var administration = new Administration(ingest);
        var stored = new StoredEvents(new Reach.Target(metrics, ingest.key()))) {
      var first = since != null ? since : first(administration.ask("GET", "/v1/imports", null));
      Files.deleteIfExists(unfinished);
      long rows = write(unfinished, stored, first);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      var out = Objects.requireNonNull(spec).commandLine().getOut();
      out.println(file + ": " + rows + " rows, from " + first + " to today");
      out.flush();
      return Exit.OK;
    } catch (SQLException | IOException full) {
      remove(unfinished);
      throw CommandFailed.unavailable(file + " cannot be written, and nothing is left of it: " + full.getMessage());
    }
  }

  /// What was written of it takes up the room that was missing.
  private static void remove(Path unfinished) {
    for (var suffix : List.of("", "-journal", "-wal", "-shm")) {
      try {
        Files.deleteIfExists(unfinished.resolveSibling(unfinished.getFileName() + suffix));
      } catch (IOException stays) {
        throw CommandFailed.unavailable(unfinished + suffix + " cannot be removed: " + stays.getMessage());
      }
    }
  }

  private long write(Path file, StoredEvents stored, LocalDate first) throws SQLException, InterruptedException {
    var config = new SQLiteConfig();
    // Rows come by day, not by reference.
    config.enforceForeignKeys(false);
    try (var connection = config.createConnection("jdbc:sqlite:" + file); var tables = new TwitterTables(connection)) {
      var broken = new AtomicReference<@Nullable SQLException>();
      var today = LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
      for (var day = first; !day.isAfter(today); day = day.plusDays(1)) {
        stored.read(day, null, event -> take(tables, event, broken));
        if (broken.get() instanceof SQLException failed) {
          throw failed;
        }
      }
      tables.finish().forEach(this::warn);
      connection.commit();
      return tables.rows();
    }
  }

  private void warn(String line) {
    var err = Objects.requireNonNull(spec).commandLine().getErr();
    err.println("groundswell: " + line);
    err.flush();
  }

  private static void take(TwitterTables tables, JsonNode event, AtomicReference<@Nullable SQLException> broken) {
    try {
      if (broken.get() == null) {
        tables.take(event);
      }
    } catch (SQLException failed) {
      broken.set(failed);
    }
  }

  private static LocalDate first(JsonNode imports) {
    LocalDate first = null;
    for (var job : imports.path("imports")) {
      if (job.path("kind").asText().equals("sqlite") && job.hasNonNull("oldest")) {
        var oldest = StoredEvents.firstDay(job);
        first = first == null || oldest.isBefore(first) ? oldest : first;
      }
    }
    if (first == null) {
      throw CommandFailed.badData("nothing was imported from SQLite: say from when on by --since");
    }
    return first;
  }
}

package io.groundswell.command.balance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.mapping.EventShape.Occasion;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.DatabaseReach;
import io.groundswell.command.reach.Reach;
import io.groundswell.command.report.TableSize;
import io.groundswell.command.source.Source;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell import report`.
@Command(name = "report", description = {
    "What an import came to: rows, posts and creators, how often they were told more than once, and what the tables "
        + "take, the old ones and the new: table, indexes and total.",
    "",
    "Reads the source again. Sizes are of whole tables, in which there may be more than this import.",
    ""},
    footer = {"", Exit.EXPLAINED})
public final class ReportImport implements Callable<Integer> {

  /// Where what becomes of posts and profiles is kept.
  private static final List<String> CONTENT =
      List.of("posts", "creators", "media_files", "post_media_links", "search_word");
  private static final String LINE = "%-28s %14s %16s %16s %16s%n";

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final Reach reach = new Reach();

  @Option(names = "--postgres", paramLabel = "URL",
      description = "Groundswell's database, beside --url: postgresql://user:password@host:port/database.")
  private @Nullable String postgres;

  @Option(names = "--json", description = "As JSON, in bytes.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "As for 'import start'.")
  private String location = "";

  @Parameters(index = "1", paramLabel = "IMPORT", description = "Its number.")
  private long id;

  @Override
  public Integer call() throws InterruptedException, SQLException {
    var command = Objects.requireNonNull(spec).commandLine();
    var database = postgres != null ? postgres : reach.postgres();
    if (database == null) {
      throw new ParameterException(command, "--url needs --postgres beside it");
    }
    try (var administration = new Administration(reach.ingest())) {
      var job = administration.ask("GET", "/v1/imports/" + id, null);
      var mapping = Mapping.of(job.path("mapping").toString(), "of import " + id);
      try (var source = Source.open(location, mapping.hints());
          var connection = DatabaseReach.connect(database)) {
        var imported = Instant.parse(job.path("createdAt").asText());
        var report = SourceCount.of(source, mapping, part -> new Occasion(part, job.path("source").asText(), imported));
        report.put("import", id).put("name", job.path("name").asText());
        addSizes(report, connection);
        tell(command.getOut(), report);
      }
    }
    return Exit.OK;
  }

  private static void addSizes(ObjectNode report, Connection connection) throws SQLException {
    var tables = TableSize.all(connection);
    var after = report.putArray("after");
    for (var name : CONTENT) {
      for (var table : tables) {
        if (table.table().equals(name)) {
          after.addObject().put("table", name).put("rows", rows(connection, name))
              .put("tableBytes", table.total() - table.index()).put("indexBytes", table.index())
              .put("totalBytes", table.total());
        }
      }
    }
    report.set("sumBefore", sum(report.path("before")));
    report.set("sumAfter", sum(after));
    long index = tables.stream().mapToLong(TableSize::index).sum();
    long total = tables.stream().mapToLong(TableSize::total).sum();
    report.putObject("everything").put("tableBytes", total - index).put("indexBytes", index).put("totalBytes", total);
  }

  /// Counted: an estimate of a table that was just filled may be none.
  private static long rows(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM analytics." + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static ObjectNode sum(JsonNode tables) {
    var sum = JsonNodeFactory.instance.objectNode();
    for (var size : List.of("tableBytes", "indexBytes", "totalBytes")) {
      sum.put(size, StreamSupport.stream(tables.spliterator(), false).mapToLong(each -> each.path(size).asLong())
          .sum());
    }
    return sum;
  }

  private void tell(PrintWriter out, JsonNode report) {
    if (json) {
      Administration.print(out, report);
      return;
    }
    out.printf(Locale.ROOT, "import %d (%s): %,d rows, %,d events, %,d rows that do not fit%n", id,
        report.path("name").asText(), report.path("rows").asLong(), report.path("events").asLong(),
        report.path("unfit").asLong());
    out.printf(Locale.ROOT, "%,d posts, %,d duplicates of them removed%n", report.path("posts").asLong(),
        report.path("duplicatePosts").asLong());
    out.printf(Locale.ROOT, "%,d creators, %,d duplicate profiles removed%n%n", report.path("creators").asLong(),
        report.path("duplicateProfiles").asLong());
    out.printf(Locale.ROOT, LINE, "BEFORE, BYTES", "ROWS", "TABLE", "INDEXES", "TOTAL");
    report.path("before").forEach(each -> line(out, each.path("part").asText(), each));
    line(out, "together", report.path("sumBefore"));
    out.printf(Locale.ROOT, "%n" + LINE, "AFTER, BYTES", "ROWS", "TABLE", "INDEXES", "TOTAL");
    report.path("after").forEach(each -> line(out, each.path("table").asText(), each));
    line(out, "together", report.path("sumAfter"));
    line(out, "everything in Groundswell", report.path("everything"));
    report.path("before").forEach(each -> {
      if (!each.path("unnamed").isEmpty()) {
        out.println();
        out.println("no template names these of '" + each.path("part").asText() + "', so they stay behind:");
        each.path("unnamed").forEach(name -> out.println("  " + name.asText()));
      }
    });
    out.flush();
  }

  private static void line(PrintWriter out, String name, JsonNode sizes) {
    out.printf(Locale.ROOT, LINE, name, number(sizes, "rows"), number(sizes, "tableBytes"),
        number(sizes, "indexBytes"), number(sizes, "totalBytes"));
  }

  private static String number(JsonNode sizes, String member) {
    return sizes.has(member) ? String.format(Locale.ROOT, "%,d", sizes.path(member).asLong()) : "-";
  }
}

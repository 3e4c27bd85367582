package io.groundswell.command.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.DatabaseReach;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `groundswell db report`.
@Command(name = "report", description = {
    "What the tables take: table, indexes and total, in all and for each event; which indexes nobody uses; what is wasted.",
    "",
    "Rows are as the server has counted them, ? where it has not. Waste is estimated from the statistics that ANALYZE keeps.",
    "Indexes are used or not since the statistics were reset.",
    ""},
    footer = {"", Exit.EXPLAINED})
public final class ReportCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String TABLE = "%-28s %6s %14s %10s %10s %10s %10s %12s %10s%n";
  private static final String INDEX = "%-44s %10s %12s %10s  %s%n";
  private static final String SINCE = """
      SELECT coalesce(stats_reset::text, 'the beginning') FROM pg_stat_database WHERE datname = current_database()""";
  private static final int KIBI = 1_024;

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DatabaseReach database = new DatabaseReach();

  @Option(names = "--json", description = "As JSON, in bytes.")
  private boolean json;

  /// @param usedSince since when scans of indexes were counted
  private record Report(EventCost perEvent, List<TableSize> tables, List<IndexUse> indexes, String usedSince) {
  }

  @Override
  public Integer call() throws SQLException, IOException {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    try (var connection = database.connect(); var statement = connection.createStatement();
        var since = statement.executeQuery(SINCE)) {
      since.next();
      var tables = TableSize.all(connection);
      if (tables.stream().noneMatch(each -> each.table().equals("time_series_metrics"))) {
        throw new CommandFailed(
            "there is no time_series_metrics in the schema analytics: is this a Groundswell database?");
      }
      var report =
          new Report(EventCost.of(connection, tables), tables, IndexUse.all(connection), since.getString(1));
      if (json) {
        out.println(JSON.writeValueAsString(report));
      } else {
        print(report, out);
      }
      out.flush();
    }
    return Exit.OK;
  }

  private static void print(Report report, PrintWriter out) {
    var cost = report.perEvent;
    out.printf(Locale.ROOT, "%,d events, each %.0f bytes: %.0f table, %.0f indexes, %.0f daily figures%n%n",
        cost.events(), cost.total(), cost.table(), cost.index(), cost.figures());
    out.printf(Locale.ROOT, TABLE, "TABLE", "PARTS", "ROWS", "TABLE", "TOAST", "INDEXES", "TOTAL", "DEAD ROWS",
        "WASTE");
    for (var each : report.tables) {
      out.printf(Locale.ROOT, TABLE, each.table(), each.relations(),
          each.rows() == null ? "?" : String.format(Locale.ROOT, "%,d", each.rows()),
          size(each.heap()), size(each.toast()), size(each.index()), size(each.total()),
          String.format(Locale.ROOT, "%,d", each.dead()), size(each.slack()));
    }
    out.println();
    out.printf(Locale.ROOT, INDEX, "INDEX", "SIZE", "SCANS", "WASTE", "");
    for (var each : report.indexes) {
      out.printf(Locale.ROOT, INDEX, each.index(), size(each.bytes()),
          String.format(Locale.ROOT, "%,d", each.scans()), size(each.slack()), each.unused() ? "unused" : "");
    }
    out.println();
    out.println("Scans are counted since " + report.usedSince + ".");
  }

  /// Of three digits.
  private static String size(@Nullable Long bytes) {
    if (bytes == null) {
      return "-";
    }
    double size = bytes;
    for (var unit : List.of("B", "KiB", "MiB", "GiB")) {
      if (size < KIBI) {
        return String.format(Locale.ROOT, size < 10 && !unit.equals("B") ? "%.1f %s" : "%.0f %s", size, unit);
      }
      size /= KIBI;
    }
    return String.format(Locale.ROOT, "%.1f TiB", size);
  }
}

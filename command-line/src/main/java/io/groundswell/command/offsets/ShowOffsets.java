package io.groundswell.command.offsets;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.DatabaseReach;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `groundswell offsets show`.
@Command(name = "show", description = "Where every consumer stands in every partition, and what became of the records.",
    footer = {"", Exit.EXPLAINED})
final class ShowOffsets implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String COLUMNS = "%-24s %-20s %9s %12s %12s %10s %11s %8s  %s%n";

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DatabaseReach database = new DatabaseReach();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() throws SQLException, IOException {
    try (var connection = database.connect()) {
      var positions = new OffsetTables(connection).all();
      var out = Objects.requireNonNull(spec).commandLine().getOut();
      if (json) {
        out.println(JSON.writeValueAsString(Map.of("offsets", positions)));
      } else {
        print(out, positions);
      }
      out.flush();
      return Exit.OK;
    }
  }

  private static void print(PrintWriter out, List<Position> positions) {
    out.printf(Locale.ROOT, COLUMNS, "CONSUMER", "TOPIC", "PARTITION", "NEXT OFFSET", "STORED", "DUPLICATE",
        "QUARANTINED",
        "SKIPPED", "COMPLETE UP TO");
    for (var at : positions) {
      out.printf(Locale.ROOT, COLUMNS, at.consumer(), at.topic(), at.partition(), at.nextOffset(), at.stored(),
          at.duplicate(), at.quarantined(), at.skipped(), at.watermark() == null ? "-" : at.watermark());
      if (at.skipReason() != null) {
        out.printf(Locale.ROOT, "  last skipped because: %s%n", at.skipReason());
      }
      if (!at.balances()) {
        out.println("  The books do not balance: somebody changed this row by hand.");
      }
    }
  }
}

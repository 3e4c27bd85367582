package io.groundswell.command.offsets;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.offsets.PartitionEnds.Extent;
import io.groundswell.command.reach.DatabaseReach;
import io.groundswell.command.reach.KafkaReach;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
  private static final String COLUMNS = "%-24s %-20s %9s %12s %12s %10s %12s %10s %11s %8s %-9s %s%n";

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DatabaseReach database = new DatabaseReach();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Mixin
  private final KafkaReach kafka = new KafkaReach();

  /// A position beside the end of its partition.
  ///
  /// @param extent null where Kafka was not asked, or has no such partition
  private record Line(@JsonUnwrapped Position at, @JsonIgnore @Nullable Extent extent) {

    /// The offset of the next record.
    @JsonProperty
    @Nullable
    Long end() {
      return extent == null ? null : Long.valueOf(extent.end());
    }

    @JsonProperty
    String state() {
      return Progress.of(at, extent).name().toLowerCase(Locale.ROOT);
    }

    /// Records that are not stored yet.
    @JsonProperty
    @Nullable
    Long lag() {
      return extent == null ? null : Long.valueOf(extent.end() - at.nextOffset());
    }
  }

  @Override
  public Integer call() throws SQLException, IOException, InterruptedException {
    try (var connection = database.connect()) {
      var positions = new OffsetTables(connection).all();
      var ends = ends(positions);
      var lines = positions.stream().map(at -> new Line(at, ends.get(at.of()))).toList();
      var out = command().getOut();
      if (json) {
        out.println(JSON.writeValueAsString(Map.of("offsets", lines)));
      } else {
        print(out, lines);
      }
      out.flush();
      return Exit.OK;
    }
  }

  /// Nothing where Kafka cannot be asked: the books are worth seeing most when it is down.
  private Map<TopicPartition, Extent> ends(List<Position> positions) throws InterruptedException {
    var settings = kafka.properties(database.kafka());
    if (settings == null || positions.isEmpty()) {
      return Map.of();
    }
    try {
      return PartitionEnds.of(settings, positions.stream().map(Position::of).toList());
    } catch (CommandFailed unanswered) {
      command().getErr().println("groundswell: " + unanswered.getMessage());
      return Map.of();
    }
  }

  private static void print(PrintWriter out, List<Line> lines) {
    out.printf(Locale.ROOT, COLUMNS, "CONSUMER", "TOPIC", "PARTITION", "NEXT OFFSET", "END", "LAG", "STORED",
        "DUPLICATE", "QUARANTINED", "SKIPPED", "STATE", "COMPLETE UP TO");
    for (var line : lines) {
      var at = line.at();
      out.printf(Locale.ROOT, COLUMNS, at.consumer(), at.topic(), at.partition(), at.nextOffset(), known(line.end()),
          known(line.lag()), at.stored(), at.duplicate(), at.quarantined(), at.skipped(),
          line.extent() == null ? "-" : line.state(),
          known(at.watermark()));
      if (at.stallReason() != null) {
        out.printf(Locale.ROOT, "  stalled: %s%n", at.stallReason());
      }
      var hint = Progress.of(at, line.extent()).hint(at, line.extent());
      if (hint != null) {
        out.println("  " + hint);
      }
      if (at.skipReason() != null) {
        out.printf(Locale.ROOT, "  last skipped because: %s%n", at.skipReason());
      }
      if (!at.balances()) {
        out.println("  The books do not balance: somebody changed this row by hand.");
      }
    }
  }

  private static Object known(@Nullable Object value) {
    return value == null ? "-" : value;
  }

  private CommandLine command() {
    return Objects.requireNonNull(spec).commandLine();
  }
}

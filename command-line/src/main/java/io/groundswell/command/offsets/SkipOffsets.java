package io.groundswell.command.offsets;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.DatabaseReach;
import io.groundswell.command.reach.KafkaReach;
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

/// `groundswell offsets skip`.
@Command(name = "skip", description = {
    "Move a consumer forward over records that it cannot store.",
    "",
    "The records between its position and --to are lost, and are accounted for as skipped. Set right what stops the "
        + "partition first, if there is a way; this is for when there is none.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class SkipOffsets implements Callable<Integer> {

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DatabaseReach database = new DatabaseReach();

  @Option(names = "--consumer", required = true, paramLabel = "NAME", description = "As 'offsets show' names it.")
  private String consumer = "";

  @Option(names = "--partition", required = true, paramLabel = "N", description = "Kafka partition.")
  private int partition;

  @Option(names = "--topic", paramLabel = "TOPIC",
      description = "Needed where the consumer reads that partition of several topics.")
  private @Nullable String topic;

  @Mixin
  private final KafkaReach kafka = new KafkaReach();

  @Option(names = "--to", required = true, paramLabel = "OFFSET",
      description = "The first offset that is to be stored.")
  private long to;

  @Mixin
  private final Decision decision = new Decision();

  @Override
  public Integer call() throws SQLException, InterruptedException {
    decision.requireMeant();
    var settings = kafka.properties(database.kafka());
    if (settings == null) {
      throw decision.wrong("--postgres needs --kafka HOST:PORT here: it is asked where the partition ends");
    }
    decision.confirm(String.format(Locale.ROOT,
        "All records of partition %d before offset %d that %s has not stored will be lost to it.", partition, to,
        consumer));
    try (var connection = database.connect()) {
      var tables = new OffsetTables(connection);
      var at = tables.find(consumer, partition, topic);
      var skip = tables.skip(at, to, end(settings, at), decision.reason());
      var out = commandSpec().commandLine().getOut();
      out.printf(Locale.ROOT, "%s goes on at %d on partition %d of %s: %,d records are skipped and lost.%n", consumer,
          to, partition, skip.before().topic(), skip.lost());
      out.flush();
      return Exit.OK;
    }
  }

  private static long end(Map<String, Object> kafka, Position at) throws InterruptedException {
    var extent = PartitionEnds.of(kafka, List.of(at.of())).get(at.of());
    if (extent == null) {
      throw new CommandFailed(
          "Kafka at " + PartitionEnds.servers(kafka) + " has no partition " + at.partition() + " of "
              + at.topic());
    }
    var progress = Progress.of(at, extent);
    if (progress.wantsRestart()) {
      // Its offsets say nothing of this topic: skipping would leave out records, or have none to skip.
      throw new CommandFailed("nothing was skipped. " + progress.hint(at, extent));
    }
    return extent.end();
  }

  private CommandSpec commandSpec() {
    return Objects.requireNonNull(spec);
  }
}

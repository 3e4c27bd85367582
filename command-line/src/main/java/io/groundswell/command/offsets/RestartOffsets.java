package io.groundswell.command.offsets;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.offsets.OffsetTables.Restart;
import io.groundswell.command.offsets.PartitionEnds.Extent;
import io.groundswell.command.reach.DatabaseReach;
import io.groundswell.command.reach.KafkaReach;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `groundswell offsets restart`.
@Command(name = "restart", description = {
    "Have consumers read a topic from its beginning that was deleted and made anew, or that has lost its end.",
    "",
    "Every consumer of the topic is restarted, on every partition that needs it and on no other. What they had stored "
        + "stays and stays counted; what they had not stored of the former topic is lost. Records that are read a "
        + "second time are recognised as duplicates.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class RestartOffsets implements Callable<Integer> {

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DatabaseReach database = new DatabaseReach();

  @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "As 'offsets show' names it.")
  private String topic = "";

  @Option(names = "--consumer", paramLabel = "NAME", description = "Only this one; default: all that read the topic.")
  private @Nullable String consumer;

  @Option(names = "--partition", paramLabel = "N", description = "Only this one; default: all that need it.")
  private @Nullable Integer partition;

  @Mixin
  private final KafkaReach kafka = new KafkaReach();

  @Mixin
  private final Decision decision = new Decision();

  @Override
  public Integer call() throws SQLException, InterruptedException {
    decision.requireMeant();
    var settings = kafka.properties(database.kafka());
    if (settings == null) {
      throw decision.wrong("--postgres needs --kafka HOST:PORT here: it is asked for the topic");
    }
    try (var connection = database.connect()) {
      var tables = new OffsetTables(connection);
      var positions = wanted(tables);
      var extents = PartitionEnds.of(settings, positions.stream().map(Position::of).toList());
      var stuck = positions.stream().filter(at -> Progress.of(at, extents.get(at.of())).wantsRestart()).toList();
      if (stuck.isEmpty()) {
        throw new CommandFailed(nothing(settings, extents));
      }
      decision.confirm(String.format(Locale.ROOT,
          "On %d partitions of %s consumers read anew, and what they had not stored of the former topic is lost.",
          stuck.size(), topic));
      print(tables.restart(stuck, extents, decision.reason()));
      return Exit.OK;
    }
  }

  private List<Position> wanted(OffsetTables tables) throws SQLException {
    var wanted = tables.all().stream()
        .filter(at -> at.topic().equals(topic))
        .filter(at -> consumer == null || at.consumer().equals(consumer))
        .filter(at -> partition == null || at.partition() == partition)
        .toList();
    if (wanted.isEmpty()) {
      throw new CommandFailed("no such consumer reads a partition of " + topic + ": 'groundswell offsets show' names "
          + "them");
    }
    return wanted;
  }

  private String nothing(Map<String, Object> settings, Map<TopicPartition, Extent> extents) {
    return extents.isEmpty()
        ? "Kafka at " + PartitionEnds.servers(settings) + " has no such partition of " + topic
            + ": start a service, which makes the topic, and try again"
        : "nothing to restart: " + topic + " is the topic that its consumers have read, and goes as far as they have; "
            + "'groundswell offsets skip' passes over records";
  }

  private void print(List<Restart> restarts) {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    for (var restart : restarts) {
      out.printf(Locale.ROOT, "%s goes on at %d on partition %d of %s; before, it had read up to %d.%n",
          restart.before().consumer(), restart.from(), restart.before().partition(), topic,
          restart.before().nextOffset());
    }
    out.flush();
  }
}

package io.groundswell.ingest.publish;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.assurance.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/// Creates the topics of both lanes, or checks that those which exist can carry the promise. What would break it is
/// refused; what only costs something is warned about.
final class TopicKeeper {

  /// How far back a database that lost its tail, or a consumer that was away, can be made whole again.
  private static final Duration RETENTION = Duration.ofDays(7);
  private static final int REPLICAS = 3;
  private static final long PATIENCE_SECONDS = 10;

  private final Admin admin;
  private final List<String> names;

  TopicKeeper(Admin admin) {
    this(admin, Stream.of(Lane.values()).map(Lane::topic).toList());
  }

  TopicKeeper(Admin admin, List<String> names) {
    this.admin = admin;
    this.names = List.copyOf(names);
  }

  /// What was found, in sentences for an operator.
  ///
  /// @param troubles with which events that were answered as accepted could be lost, or none could be accepted
  /// @param warnings with which the promise holds
  record Findings(List<String> troubles, List<String> warnings) {
  }

  Findings ensure() throws ExecutionException, TimeoutException, InterruptedException {
    var existing = admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var missing = names.stream().filter(name -> !existing.contains(name)).toList();
    if (!missing.isEmpty()) {
      create(missing);
    }
    var described = describe();
    var troubles = new ArrayList<String>();
    var warnings = new ArrayList<String>();
    configs().forEach((resource, config) -> {
      var topic = Objects.requireNonNull(described.get(resource.name()));
      int replicas = replicas(topic);
      troubles.addAll(troubles(resource.name(), config));
      troubles.addAll(unsafe(resource.name(), config, replicas));
      warnings.addAll(warnings(resource.name(), config, replicas, topic.partitions().size()));
    });
    return new Findings(troubles, warnings);
  }

  /// How long the topics remember, and on how many brokers.
  List<Guarantee> guarantees() throws ExecutionException, TimeoutException, InterruptedException {
    var days = configs().values().stream()
        .mapToLong(config -> Long.parseLong(value(config, TopicConfig.RETENTION_MS_CONFIG)))
        .map(millis -> millis < 0 ? Long.MAX_VALUE : millis).min().orElse(0) / Duration.ofDays(1).toMillis();
    int replicas = describe().values().stream().mapToInt(TopicKeeper::replicas).min().orElse(0);
    return List.of(
        Guarantee.of("topic-retention", days > RETENTION.toDays() * 1_000 ? "for ever" : days + " days",
            days >= RETENTION.toDays(), "set retention.ms to " + RETENTION.toMillis() + " or more"),
        Guarantee.of("topic-replicas", Integer.toString(replicas), replicas >= REPLICAS,
            "an acknowledged event must survive a broker: give the topics " + REPLICAS + " replicas"));
  }

  private Map<ConfigResource, Config> configs() throws ExecutionException, TimeoutException, InterruptedException {
    var resources = names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    return admin.describeConfigs(resources).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private Map<String, TopicDescription> describe() throws ExecutionException, TimeoutException, InterruptedException {
    return admin.describeTopics(names).allTopicNames().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static int replicas(TopicDescription topic) {
    return topic.partitions().stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0);
  }

  /// What becomes of an acknowledged event when a broker is lost.
  private static List<String> unsafe(String topic, Config config, int replicas) {
    var troubles = new ArrayList<String>();
    int inSync = Integer.parseInt(value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG));
    if (inSync > replicas) {
      troubles.add("topic " + topic + " takes nothing: min.insync.replicas is " + inSync + ", and it has " + replicas
          + (replicas == 1 ? " replica" : " replicas"));
    } else if (replicas > 1 && inSync < 2) {
      troubles.add("topic " + topic + " has " + replicas + " replicas, but acknowledges what one of them holds: set "
          + "min.insync.replicas=2");
    }
    if (Boolean.parseBoolean(value(config, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG))) {
      troubles.add("topic " + topic + " may be led by a replica that lacks acknowledged events: set "
          + "unclean.leader.election.enable=false");
    }
    return troubles;
  }

  private static List<String> warnings(String topic, Config config, int replicas, int partitions) {
    var warnings = new ArrayList<String>();
    if (partitions < Lane.PARTITIONS) {
      warnings.add("topic " + topic + " has " + partitions + (partitions == 1 ? " partition" : " partitions")
          + "; with fewer than " + Lane.PARTITIONS + " the services scale out less far");
    }
    if (replicas > 1 && value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).equals(Integer.toString(replicas))) {
      warnings.add("topic " + topic + " needs all of its " + replicas + " replicas (min.insync.replicas): nothing is "
          + "accepted while one broker is away");
    }
    return warnings;
  }

  /// Kafka's ids of the topics. One that was made anew has another.
  static Map<Lane, UUID> ids(Admin admin) throws ExecutionException, TimeoutException, InterruptedException {
    var lanes = List.of(Lane.values());
    var topics = admin.describeTopics(lanes.stream().map(Lane::topic).toList()).allTopicNames()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return lanes.stream()
        .collect(Collectors.toMap(Function.identity(), lane -> id(Objects.requireNonNull(topics.get(lane.topic())))));
  }

  private static UUID id(TopicDescription topic) {
    return new UUID(topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
  }

  private void create(List<String> missing) throws ExecutionException, TimeoutException, InterruptedException {
    int brokers = admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS).size();
    var topics = missing.stream().map(name -> topic(name, brokers)).toList();
    try {
      admin.createTopics(topics).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      // Another replica was faster.
      if (!(failed.getCause() instanceof TopicExistsException)) {
        throw failed;
      }
    }
  }

  /// With three brokers and more, an acknowledged event survives the loss of any one of them.
  static NewTopic topic(String name, int brokers) {
    boolean replicated = brokers >= REPLICAS;
    return new NewTopic(name, Lane.PARTITIONS, (short) (replicated ? REPLICAS : 1)).configs(Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG, Long.toString(RETENTION.toMillis()),
        TopicConfig.RETENTION_BYTES_CONFIG, "-1",
        TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false",
        // The consumers' watermark is the broker's clock, which never runs backwards within a partition.
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicated ? "2" : "1"));
  }

  private static List<String> troubles(String topic, Config config) {
    var troubles = new ArrayList<String>();
    if (value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      troubles.add("topic " + topic + " is compacted, which drops events: set cleanup.policy=delete");
    }
    if (!value(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime")) {
      troubles
          .add("topic " + topic + " must have message.timestamp.type=LogAppendTime, or completeness cannot be told");
    }
    long retention = Long.parseLong(value(config, TopicConfig.RETENTION_MS_CONFIG));
    if (retention >= 0 && retention < RETENTION.toMillis()) {
      troubles.add("topic " + topic + " forgets too soon to read again after a fail-over: set retention.ms to "
          + RETENTION.toMillis() + " or more");
    }
    if (Long.parseLong(value(config, TopicConfig.RETENTION_BYTES_CONFIG)) >= 0) {
      troubles.add("topic " + topic + " forgets by size, however little time has passed: set retention.bytes=-1");
    }
    if (Long.parseLong(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)) < ProducerSettings.LARGEST_REQUEST) {
      // The producer would split such a batch without end.
      troubles.add("topic " + topic + " takes smaller messages than the edge sends: set max.message.bytes to "
          + ProducerSettings.LARGEST_REQUEST + " or more");
    }
    return troubles;
  }

  private static String value(Config config, String name) {
    var entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }
}

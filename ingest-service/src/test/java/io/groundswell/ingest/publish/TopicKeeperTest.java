package io.groundswell.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.testkit.TestKafka;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicKeeperTest {

  private final Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()));

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void createsWhatIsMissingWithTwelvePartitionsKeptForAWeek() throws Exception {
    var name = "kept." + UUID.randomUUID();
    var keeper = new TopicKeeper(admin, List.of(name));

    assertThat(keeper.ensure()).isEqualTo(new TopicKeeper.Findings(List.of(), List.of()));
    assertThat(keeper.ensure()).isEqualTo(new TopicKeeper.Findings(List.of(), List.of()));

    var topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    var config = admin.describeConfigs(List.of(topic)).all().get().get(topic);
    assertThat(admin.describeTopics(List.of(name)).allTopicNames().get().get(name).partitions()).hasSize(12);
    assertThat(config.get("retention.ms").value()).isEqualTo("604800000");
    assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
    assertThat(config.get("min.insync.replicas").value()).isEqualTo("1");
  }

  @Test
  void replicatesThreefoldWhereThereAreThreeBrokers() {
    var topic = TopicKeeper.topic("any", 3);

    assertThat(topic.replicationFactor()).isEqualTo((short) 3);
    assertThat(topic.configs()).containsEntry("min.insync.replicas", "2");
  }

  @Test
  void saysWhatIsWrongWithAnExistingTopic() throws Exception {
    var name = "wrong." + UUID.randomUUID();
    admin
        .createTopics(List.of(
            new NewTopic(name, 1, (short) 1).configs(Map.of("cleanup.policy", "compact", "max.message.bytes", "1000"))))
        .all().get();

    var found = new TopicKeeper(admin, List.of(name)).ensure();

    assertThat(found.troubles()).containsExactly(
        "topic " + name + " is compacted, which drops events: set cleanup.policy=delete",
        "topic " + name + " must have message.timestamp.type=LogAppendTime, or completeness cannot be told",
        "topic " + name + " takes smaller messages than the edge sends: set max.message.bytes to 1048576 or more");
    assertThat(found.warnings()).containsExactly(
        "topic " + name + " has 1 partition; with fewer than 12 the services scale out less far");
  }

  @Test
  void refusesATopicThatCanLoseWhatItAcknowledged() throws Exception {
    var name = "unsafe." + UUID.randomUUID();
    admin.createTopics(
        List.of(new NewTopic(name, 12, (short) 1).configs(Map.of("message.timestamp.type", "LogAppendTime",
            "min.insync.replicas", "2", "unclean.leader.election.enable", "true", "retention.bytes", "1000000",
            "retention.ms", "3600000"))))
        .all().get();

    var found = new TopicKeeper(admin, List.of(name)).ensure();

    assertThat(found.troubles()).containsExactly(
        "topic " + name + " forgets too soon to read again after a fail-over: set retention.ms to 604800000 or more",
        "topic " + name + " forgets by size, however little time has passed: set retention.bytes=-1",
        "topic " + name + " takes nothing: min.insync.replicas is 2, and it has 1 replica",
        "topic " + name + " may be led by a replica that lacks acknowledged events: set "
            + "unclean.leader.election.enable=false");
    assertThat(found.warnings()).isEmpty();
  }
}

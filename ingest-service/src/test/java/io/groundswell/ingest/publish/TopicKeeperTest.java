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

    assertThat(keeper.ensure()).isEmpty();
    assertThat(keeper.ensure()).isEmpty();

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

    assertThat(new TopicKeeper(admin, List.of(name)).ensure()).containsExactly(
        "topic " + name + " is compacted, which drops events: set cleanup.policy=delete",
        "topic " + name + " must have message.timestamp.type=LogAppendTime, or completeness cannot be told",
        "topic " + name + " takes smaller messages than the edge sends: set max.message.bytes to 1048576 or more");
  }
}

package io.groundswell.testkit;

import io.groundswell.sandbox.backend.Keeper;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/// One real Kafka broker for all tests of this JVM, in a child process that ends with it.
public final class TestKafka {

  private TestKafka() {
  }

  /// Starts the broker where it does not run yet (2 to 5 s).
  public static String bootstrapServers() {
    return OnePerJvm.facts("kafka", directory -> Keeper.broker(directory, 0, directory.resolve("keeper.log"),
        List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", Keeper.EPHEMERAL)), Containers::kafka).getFirst();
  }

  /// A new empty topic, stamped by the broker like all of ours.
  public static String freshTopic(int partitions) {
    var name = "test." + UUID.randomUUID();
    createTopic(name, partitions);
    return name;
  }

  /// A new empty topic of that name.
  public static void createTopic(String name, int partitions) {
    var topic = new NewTopic(name, partitions, (short) 1)
        .configs(Map.of("message.timestamp.type", "LogAppendTime"));
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot create topic " + name, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/// Holds `asyncapi.yaml` to what the codec writes and reads.
class TopicDescriptionTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode DESCRIPTION = read();
  private static final JsonSchema EVENT = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
      .getSchema(DESCRIPTION.at("/components/schemas/AcceptedEvent"),
          SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());

  private static JsonNode read() {
    return JSON.valueToTree(new Yaml().<Map<String, Object>>load(
        TopicDescriptionTest.class.getResourceAsStream("/asyncapi.yaml")));
  }

  private static Stream<Path> golden() throws IOException {
    return Files.list(Path.of("src/test/resources/golden"));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void describesTheGoldenRecords(Path record) throws IOException {
    assertThat(EVENT.validate(JSON.readTree(Files.readAllBytes(record)))).isEmpty();
  }

  @Test
  void describesARecordWithEveryAttribute() throws IOException {
    var extensions = new TreeMap<String, Object>(Map.of("userid", "jo", "niche", "food", "sampledrate", 10L, "flag",
        true, CloudEvent.SENT_TIME, "2026-11-20T17:00:00Z", CloudEvent.REPLAY_OF,
        "0192d3b4-0000-7000-8000-000000000000"));
    var event =
        new CloudEvent("id", "source", "type", Instant.EPOCH, new Subject("post", "a/b"), "x", extensions, null);

    assertThat(EVENT.validate(JSON.readTree(EventCodec.encode(new AcceptedEvent(1, Instant.EPOCH, event))))).isEmpty();
  }

  @Test
  void itsExamplesAreRecordsThatAreRead() throws IOException {
    var examples = DESCRIPTION.at("/components/messages/event/examples");

    assertThat(examples).isNotEmpty();
    for (var example : examples) {
      assertThat(EVENT.validate(example.path("payload"))).isEmpty();
      assertThat(EventCodec.decodeAccepted(JSON.writeValueAsBytes(example.path("payload"))))
          .isInstanceOf(Decoded.Event.class);
    }
  }

  @Test
  void refusesWhatTheCodecRefuses() throws IOException {
    var record = (ObjectNode) DESCRIPTION.at("/components/messages/event/examples/0/payload");
    List<Consumer<ObjectNode>> faults = List.of(
        broken -> broken.remove("id"),
        broken -> broken.put("specversion", "0.3"),
        broken -> broken.put("time", "yesterday"),
        broken -> broken.put("subject", "post"),
        broken -> broken.put("platform", "X"),
        broken -> broken.put("organization", "0"),
        broken -> broken.remove("receivedtime"),
        broken -> broken.put("sampledrate", 0),
        broken -> broken.put("data", 5),
        broken -> broken.put("Shouted", "name"),
        broken -> broken.put("userid", 5));
    for (var fault : faults) {
      var broken = record.deepCopy();
      fault.accept(broken);

      assertThat(EVENT.validate(broken)).as(broken.toString()).isNotEmpty();
      assertThat(EventCodec.decodeAccepted(JSON.writeValueAsBytes(broken))).as(broken.toString())
          .isInstanceOf(Decoded.Refused.class);
    }
  }

  @Test
  void namesTheTopics() {
    var addresses = Stream.of(Lane.values()).map(Lane::topic).toList();

    assertThat(DESCRIPTION.path("channels")).extracting(channel -> channel.path("address").asText())
        .containsAll(addresses);
    assertThat(DESCRIPTION.at("/channels/events/bindings/kafka/partitions").asInt()).isEqualTo(Lane.PARTITIONS);
  }
}

package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.groundswell.contract.Lane;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/// The official SDK for Java sends in every mode that it has.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class CloudEventsSdkTest {

  @Test
  void sendsInBinaryMode() {
    sends((writer, event) -> writer.writeBinary(event));
  }

  @Test
  void sendsInStructuredMode() {
    sends((writer, event) -> writer.writeStructured(event, JsonFormat.CONTENT_TYPE));
  }

  @Test
  void sendsEventsWithoutData() {
    var event = CloudEventBuilder.v1(event(UUID.randomUUID().toString())).withType("page.viewed").withoutData().build();

    assertThat(send((writer, some) -> writer.writeBinary(some), event).status()).isEqualTo(202);
    assertThat(send((writer, some) -> writer.writeStructured(some, JsonFormat.CONTENT_TYPE), event).status())
        .isEqualTo(202);
  }

  private static void sends(BiConsumer<MessageWriter<?, ?>, CloudEvent> mode) {
    var id = UUID.randomUUID().toString();

    assertThat(send(mode, event(id)).status()).isEqualTo(202);

    assertThat(Topic.text(Topic.recordsWith(Lane.LIVE, id).getFirst())).contains("\"source\":\"https://app.example/a\"",
        "\"subject\":\"post/a b\"", "\"platform\":\"x\"", "\"sampledrate\":2", "\"data\":{\"metrics\":{\"likes\":3}}}");
  }

  private static CloudEvent event(String id) {
    return CloudEventBuilder.v1().withId(id).withSource(URI.create("https://app.example/a"))
        .withType("metric.observed").withTime(Sender.now().atOffset(ZoneOffset.UTC)).withSubject("post/a b")
        .withExtension("platform", "x").withExtension("sampledrate", 2)
        .withData("application/json", "{\"metrics\":{\"likes\":3}}".getBytes(StandardCharsets.UTF_8)).build();
  }

  private static Sender.Reply send(BiConsumer<MessageWriter<?, ?>, CloudEvent> mode, CloudEvent event) {
    var request = Sender.request("/v1/events").header("X-API-Key", EdgeBackend.KEY.text());
    mode.accept(HttpMessageFactory.createWriter(request::header,
        body -> request.POST(body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))), event);
    Sender.withBootstrapKey();
    return Sender.send(request.build());
  }
}

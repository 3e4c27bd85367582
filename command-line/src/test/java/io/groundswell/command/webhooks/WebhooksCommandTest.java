package io.groundswell.command.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.command.CommandRun;
import io.groundswell.command.StandInEdge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhooksCommandTest {

  private final StandInEdge service = new StandInEdge();

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void registersAndShowsTheSecretOnce() {
    answers(201, "{\"webhook\":{\"id\":\"w1\"},\"secret\":\"whsec_abc\"}");

    assertThat(webhooks("create", "https://example.com/", "--type", "trend.started").out())
        .startsWith("whsec_abc").contains("The webhook's id is w1.");
    assertThat(service.requests().getFirst())
        .isEqualTo("POST /v1/webhooks {\"url\":\"https://example.com/\",\"types\":[\"trend.started\"]}");
  }

  @Test
  void listsWebhooksAndTheirDeliveriesAndSendsAgain() {
    answers(200,
        "{\"webhooks\":[{\"id\":\"w1\",\"state\":\"active\",\"pending\":1,\"dead\":2,\"url\":\"https://a/\"}]}");
    answers(200,
        "{\"deliveries\":[{\"eventId\":\"e1\",\"type\":\"trend.ended\",\"subject\":\"hashtag/a\",\"state\":\"dead\","
            + "\"attempts\":12,\"nextAttemptAt\":null,\"lastStatus\":503,\"lastError\":\"answered 503\"}]}");
    answers(202, "{\"replayed\":2}");
    answers(202, "{\"replayed\":1}");
    answers(204, "");

    assertThat(webhooks("list").out()).contains("w1", "active", "https://a/");
    assertThat(webhooks("deliveries", "w1", "--state", "dead").out()).contains("e1", "503", "answered 503",
        "hashtag/a");
    assertThat(webhooks("replay", "w1").out()).contains("2 to be sent again");
    assertThat(webhooks("replay", "w1", "e1").out()).contains("1 to be sent again");
    assertThat(webhooks("delete", "w1").out()).contains("w1: deleted");
    assertThat(service.requests().stream().map(String::strip)).containsExactly("GET /v1/webhooks",
        "GET /v1/webhooks/w1/deliveries?state=dead", "POST /v1/webhooks/w1/replay",
        "POST /v1/webhooks/w1/deliveries/e1/replay", "DELETE /v1/webhooks/w1");
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThat(CommandRun.of("webhooks").err()).contains("Missing: create, list, delete, deliveries or replay");
    assertThat(webhooks("create").exitCode()).isEqualTo(2);
    answers(400, "{\"title\":\"A parameter has the wrong shape\",\"detail\":\"url must begin with https://\"}");
    assertThat(webhooks("create", "http://example.com/").err()).contains("url must begin with https://");
    assertThat(CommandRun.of("webhooks", "list", "--url", "http://127.0.0.1:1", "--key", "k").err())
        .contains("trend-service at http://127.0.0.1:1 does not answer");
  }

  private void answers(int status, String body) {
    service.first(status, Map.of("Content-Type", "application/json"), body);
  }

  private CommandRun webhooks(String... arguments) {
    var all = new ArrayList<>(List.of("webhooks"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--url", service.url().toString(), "--key", "secret"));
    return CommandRun.of(all.toArray(String[]::new));
  }
}

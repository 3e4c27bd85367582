package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Keys and organisations as an operator has them, by the command.
class KeysIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);

  @Test
  void aKeyWorksAtOnceAndIsRevokedInAllServicesWithinThirtySeconds() throws Exception {
    var made = groundswell("keys", "create", "probe " + UUID.randomUUID(), "--kind", "admin");
    var key = made.path("secret").asText();
    assertThat(answers(key)).doesNotContain(401);

    var rotated = groundswell("keys", "rotate", made.at("/key/id").asText(), "--old-expires", "1h");
    assertThat(answers(rotated.path("secret").asText())).doesNotContain(401);
    assertThat(answers(key)).doesNotContain(401);
    groundswell("keys", "revoke", made.at("/key/id").asText());

    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(answers(key)).containsOnly(401));
    assertThat(answers(rotated.path("secret").asText())).doesNotContain(401);
    assertThat(groundswell("keys", "list").path("keys")).anySatisfy(each -> {
      assertThat(each.path("id")).isEqualTo(made.at("/key/id"));
      assertThat(each.path("state").asText()).isEqualTo("revoked");
    });
  }

  @Test
  void anOrganisationIsMadeWithItsFirstKeyAndHasMembers() throws Exception {
    var slug = "o-" + UUID.randomUUID();

    var founded = groundswell("org", "create", slug, "--owner", "jo");

    assertThat(answers(founded.path("secret").asText())).doesNotContain(401);
    assertThat(groundswell("org", "list").toString()).contains(slug);
    groundswell("org", "member", "set", slug, "ann", "editor");
    groundswell("org", "member", "remove", slug, "ann");
    assertThat(groundswell("org", "member", "list", slug).path("members")).hasSize(1);
    var again = run("org", "create", slug);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.errors()).contains("The slug is taken");
  }

  /// Of all three services.
  private List<Integer> answers(String key) {
    return List.of(
        caller.post("/v1/events", Caller.SINGLE, "{}".getBytes(StandardCharsets.UTF_8), key).status(),
        caller.get(system.metrics(), "/v1/accounting", key).status(),
        caller.get(system.trend(), "/v1/trends?window=1h", key).status());
  }

  private static JsonNode groundswell(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(arguments));
    command.add("--json");
    var result = run(command.toArray(String[]::new));
    assertThat(result.exit()).as(result.errors()).isZero();
    return JSON.readTree(result.output());
  }

  private static Command.Result run(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("--data-dir", SharedSystem.dataDirectory().toString()));
    return Command.run(command.toArray(String[]::new));
  }
}

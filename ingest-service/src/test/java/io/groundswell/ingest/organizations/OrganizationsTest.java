package io.groundswell.ingest.organizations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.ingest.Database;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Sender.Reply;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Over a pool of one connection, so that what one caller leaves behind in it would be seen by the next.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
@TestProfile(OrganizationsTest.OneConnection.class)
class OrganizationsTest {

  public static final class OneConnection implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("quarkus.datasource.reactive.max-size", "1");
    }
  }

  private final Sender operator = Sender.withBootstrapKey();
  private final String slug = "o-" + UUID.randomUUID();

  @Test
  void theOperatorMakesAnOrganisationWithItsFirstKey() {
    var founded = found(slug, "jo");

    assertThat(founded.status()).isEqualTo(201);
    var own = Sender.withKey(secret(founded));
    assertThat(own.ask("GET", "/v1/organizations", "").body().path("organizations")).singleElement()
        .satisfies(only -> assertThat(only.path("slug").asText()).isEqualTo(slug));
    assertThat(own.ask("GET", "/v1/organizations/" + slug + "/members", "").body().at("/members/0/role").asText())
        .isEqualTo("owner");
    assertThat(own.ask("GET", "/v1/keys", "").body().path("keys")).hasSize(1);
    assertThat(own.single(Sender.event()).status()).isEqualTo(202);
    assertThat(operator.ask("GET", "/v1/organizations", "").body().toString()).contains(slug, "sandbox");
    assertThat(found(slug, "jo").problem()).isEqualTo("slug_taken");
  }

  @Test
  void nobodyElseMakesOrganisations() {
    var own = Sender.withKey(secret(found(slug, "jo")));

    assertThat(own.ask("POST", "/v1/organizations", "{\"slug\": \"another\"}").status()).isEqualTo(403);
  }

  @Test
  void whatBelongsToAnotherIsAsIfItWereNotThere() {
    var ours = found(slug, "jo");
    var theirs = found(slug + "-2", "secretowner");
    var own = Sender.withKey(secret(ours));
    var foreignKey = theirs.body().at("/key/id").asText();
    var foreign = theirs.body().at("/organization/id").asText();

    for (var organization : new String[]{foreign, slug + "-2"}) {
      for (var method : new String[]{"GET /members", "GET ", "PUT /members/me", "DELETE /members/secretowner",
          "POST /keys"}) {
        var parts = method.split(" ", 2);
        var body = switch (parts[0]) {
          case "PUT" -> "{\"role\": \"owner\"}";
          case "POST" -> "{\"name\": \"thief\", \"kind\": \"admin\"}";
          default -> "";
        };
        var refused = own.ask(parts[0], "/v1/organizations/" + organization + parts[1], body);
        assertThat(refused.problem()).as(method).isEqualTo("unknown_organization");
        assertThat(refused.body().toString()).doesNotContain("secretowner", slug);
      }
    }
    assertThat(own.ask("DELETE", "/v1/keys/" + foreignKey, "").problem()).isEqualTo("unknown_key");
    assertThat(own.ask("POST", "/v1/keys/" + foreignKey + "/rotate", "{}").problem()).isEqualTo("unknown_key");
    assertThat(own.ask("GET", "/v1/keys", "").body().toString()).doesNotContain(foreignKey);
    assertThat(own.ask("GET", "/v1/organizations", "").body().toString()).doesNotContain(slug + "-2");
    assertThat(Sender.withKey(secret(theirs)).ask("GET", "/v1/keys", "").body().path("keys")).hasSize(1);
  }

  @Test
  void theOperatorHelpsAnOrganisationThatLostItsKeys() {
    found(slug, "jo");

    var rescued =
        operator.ask("POST", "/v1/organizations/" + slug + "/keys", "{\"name\": \"rescue\", \"kind\": \"read\"}");

    assertThat(rescued.body().at("/key/organization").asText()).isEqualTo(Database.ask(
        "SELECT id FROM analytics.organizations WHERE slug = '" + slug + "'"));
  }

  @Test
  void aMembersKeyFollowsTheirRoleAndEndsWithThem() {
    var own = Sender.withKey(secret(found(slug, "jo")));
    assertThat(own.ask("POST", "/v1/keys", wish("write", "ann")).body().path("pointer").asText()).isEqualTo("/userId");
    own.ask("PUT", members("ann"), "{\"role\": \"viewer\"}");
    assertThat(own.ask("POST", "/v1/keys", wish("write", "ann")).body().path("detail").asText()).contains("editor");
    assertThat(own.ask("PUT", members("ann"), "{\"role\": \"editor\"}").body().path("role").asText())
        .isEqualTo("editor");
    var key = Sender.withKey(secret(own.ask("POST", "/v1/keys", wish("write", "ann"))));
    assertThat(key.single(Sender.event()).status()).isEqualTo(202);

    own.ask("PUT", members("ann"), "{\"role\": \"viewer\"}");
    untilAnswered(key, 403);
    own.ask("PUT", members("ann"), "{\"role\": \"admin\"}");
    untilAnswered(key, 202);
    assertThat(own.ask("DELETE", members("ann"), "").status()).isEqualTo(204);
    untilAnswered(key, 401);
    own.ask("PUT", members("ann"), "{\"role\": \"owner\"}");
    assertThat(key.single(Sender.event()).status()).isEqualTo(401);
    assertThat(own.ask("DELETE", members("nobody"), "").problem()).isEqualTo("unknown_member");
  }

  @Test
  void theLastOwnerAndTheLastAdminKeyStay() {
    var founded = found(slug, "jo");
    var own = Sender.withKey(secret(founded));

    assertThat(own.ask("DELETE", members("jo"), "").problem()).isEqualTo("last_owner");
    assertThat(own.ask("PUT", members("jo"), "{\"role\": \"viewer\"}").problem()).isEqualTo("last_owner");
    assertThat(own.ask("DELETE", "/v1/keys/" + founded.body().at("/key/id").asText(), "").problem())
        .isEqualTo("last_admin_key");
    own.ask("PUT", members("ann"), "{\"role\": \"owner\"}");
    assertThat(own.ask("DELETE", members("jo"), "").status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({"owner, owner, t", "owner, viewer, t", "admin, owner, f", "admin, editor, t", "editor, admin, f",
      "editor, editor, t", "viewer, editor, f", "viewer, viewer, t", "owner, emperor, f"})
  void aRoleMayWhatTheLowerOnesMay(String role, String required, String may) {
    var organization = found(slug, "jo").body().at("/organization/id").asText();
    Database.run("INSERT INTO analytics.organization_members (organization_id, user_id, role) VALUES (" + organization
        + ", 'ann', '" + role + "')");

    assertThat(Database.ask("SELECT analytics.user_has_org_permission('ann', " + organization + ", '" + required
        + "')")).isEqualTo(may);
    assertThat(Database.ask("SELECT analytics.user_has_org_permission('ann', 1, 'viewer')")).isEqualTo("f");
  }

  @ParameterizedTest
  @CsvSource({"groundswell_steward, organizations", "groundswell_steward, organization_members",
      "groundswell_steward, api_keys"})
  void theStewardSeesOneOrganisationWhateverTheStatement(String role, String table) throws SQLException {
    var organization = found(slug, "jo").body().at("/organization/id").asText();
    var column = table.equals("organizations") ? "id" : "organization_id";

    try (var connection = Database.connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE " + role);
      statement.execute("SELECT set_config('app.organization', '" + organization + "', false)");
      var rows =
          statement.executeQuery("SELECT string_agg(DISTINCT " + column + "::text, ',') FROM analytics." + table);
      rows.next();
      assertThat(rows.getString(1)).isEqualTo(organization);
    }
  }

  private Reply found(String wanted, String owner) {
    return operator.ask("POST", "/v1/organizations",
        "{\"slug\": \"" + wanted + "\", \"name\": \"Test\", \"owner\": \"" + owner + "\"}");
  }

  private String members(String userId) {
    return "/v1/organizations/" + slug + "/members/" + userId;
  }

  private static String wish(String kind, String userId) {
    return "{\"name\": \"of " + userId + "\", \"kind\": \"" + kind + "\", \"userId\": \"" + userId + "\"}";
  }

  private static String secret(Reply made) {
    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    return made.body().path("secret").asText();
  }

  private static void untilAnswered(Sender key, int status) {
    await().atMost(Duration.ofSeconds(30)).until(() -> key.single(Sender.event()).status() == status);
  }
}

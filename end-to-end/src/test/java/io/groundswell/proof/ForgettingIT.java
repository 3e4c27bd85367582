package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Slot;
import io.groundswell.proof.check.Rest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A person who sent, was written about and is a subject goes from every table of all services.
class ForgettingIT {

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);
  private final String user = "person-" + UUID.randomUUID();

  @Test
  void nothingOfAPersonIsLeftInAnyColumnOfAnyTableOfAnyService() throws Exception {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var events = List.of(
        event("own", "post/kept", now, "\"userid\":\"" + user + "\",\"session\":\"" + user + "-7\",",
            "{\"action\":\"like\"}"),
        event("other", "post/kept", now, "\"userid\":\"somebody\",",
            "{\"action\":\"like\",\"followed\":\"" + user + "\"}"),
        event("about", "user/" + user, now, "", "{\"action\":\"view\"}"));
    for (var event : events) {
      assertThat(caller.event(event).status()).isEqualTo(202);
    }
    anImportOfATableThatIsKeyedByPersons();
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(60));
    sayOfThem();
    assertThat(left()).anyMatch(table -> table.startsWith("analytics_events"))
        .contains("person", "subject", "analysis_chunks", "insight_registry")
        .anyMatch(table -> table.startsWith("trend_bucket"));

    assertThat(caller.call(system.metrics(), "DELETE", "/v1/users/" + user, "").status()).isEqualTo(202);

    await().atMost(Duration.ofSeconds(60)).until(() -> caller.get(system.metrics(), "/v1/users/" + user + "/forgetting")
        .json().path("state").asText().equals("done"));
    var report = caller.get(system.metrics(), "/v1/users/" + user + "/forgetting").json().path("report");
    assertThat(report.path("trend_bucket").asInt()).isEqualTo(1);
    assertThat(report.path("person").asInt()).isEqualTo(1);
    assertThat(report.path("analysis_chunks").asInt()).isEqualTo(2);
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(left()).isEmpty());
    var likes = caller.series("post/kept", "like", "1d", now.truncatedTo(ChronoUnit.DAYS).toString(),
        now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS).toString());
    assertThat(likes.path("points").path(0).path("value").asInt()).as("what is forgotten still counts").isEqualTo(2);
  }

  /// What trend-service says of subjects that stand out, of this one.
  private void sayOfThem() throws SQLException {
    int slot = Slot.of(("1/user/" + user).getBytes(StandardCharsets.UTF_8));
    try (var connection = system.database().connect(); var insert = connection.prepareStatement("""
        INSERT INTO analytics.insight_registry (valid_until, begins_at, ends_at, organization_id, slot, basis, insight_key,
          kind, subject_type, subject_id, platform, metric, sentence, evidence)
        VALUES (now() + interval '1 day', now(), now(), 1, ?, 0, ?, 'rose', 'user', ?, 'x', 'view', ?, '{}')""")) {
      insert.setInt(1, slot);
      insert.setString(2, "trend/" + UUID.randomUUID());
      insert.setString(3, user);
      insert.setString(4, "user/" + user + " rose on x");
      insert.executeUpdate();
    }
  }

  private void anImportOfATableThatIsKeyedByPersons() {
    var made = caller.call(system.ingest(), "POST", "/v1/imports",
        "{\"name\": \"people.db\", \"kind\": \"sqlite\", \"mapping\": {\"parts\": {}}}");
    assertThat(made.status()).isEqualTo(201);
    var planned = caller.call(system.ingest(), "POST", "/v1/imports/" + made.json().path("id").asLong() + "/chunks",
        ("{\"chunks\": [{\"index\": 0, \"part\": \"users\", \"to\": \"%s\", \"rows\": 1}, "
            + "{\"index\": 1, \"part\": \"users\", \"from\": \"%s\", \"to\": \"zoe\", \"rows\": 1}]}")
            .formatted(user, user));
    assertThat(planned.status()).isEqualTo(200);
  }

  private static String event(String id, String subject, Instant time, String extensions, String data) {
    return """
        {"specversion":"1.0","id":"%s","source":"forgetting","type":"content.engaged","time":"%s","subject":"%s",\
        "platform":"x",%s"data":%s}""".formatted(id, time, subject, extensions, data);
  }

  /// The tables in which the name still stands, as text, within JSON, or as bytes.
  private List<String> left() throws SQLException {
    var found = new ArrayList<String>();
    try (var connection = system.database().connect(); var tables = connection.createStatement(); var rows =
        tables.executeQuery("SELECT n.nspname || '.' || c.relname, c.relname FROM pg_class c "
            + "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'analytics' AND c.relkind = 'r'")) {
      while (rows.next()) {
        try (var query = connection.prepareStatement("SELECT count(*) FROM " + rows.getString(1)
            + " AS t WHERE position(? IN t::text) > 0 OR position(? IN t::text) > 0")) {
          query.setString(1, user);
          query.setString(2, HexFormat.of().formatHex(user.getBytes(StandardCharsets.UTF_8)));
          var count = query.executeQuery();
          count.next();
          if (count.getLong(1) > 0) {
            found.add(rows.getString(2));
          }
        }
      }
    }
    return found;
  }
}

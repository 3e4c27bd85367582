package io.groundswell.ingest;

import static org.awaitility.Awaitility.await;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Pepper;
import io.groundswell.groundwork.access.Admission;
import io.groundswell.groundwork.access.KeyRing;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.testkit.RealBackend;
import io.quarkus.arc.Arc;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/// API keys of any kind, made past the edge.
public final class Keys {

  private Keys() {
  }

  /// The text of a new key that is in force.
  public static String make(int organization, Scope... scopes) {
    var key = ApiKey.generate(new SecureRandom());
    insert(key, organization, Stream.of(scopes).map(Scope::slug).toArray(String[]::new));
    var keys = Arc.container().instance(KeyRing.class).get();
    keys.refresh();
    var any = Set.of(scopes).iterator().next();
    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(60))
        .until(() -> keys.admit(null, key.text(), any) instanceof Admission.Granted);
    return key.text();
  }

  /// As another replica would make it: the service under test does not know of it.
  public static void insert(ApiKey key, int organization, String... scopes) {
    try (var connection = Database.connect()) {
      try (var row = connection.prepareStatement("INSERT INTO analytics.organizations (id, slug, name) "
          + "VALUES (?, 'organization-' || ?, 'Test') ON CONFLICT DO NOTHING")) {
        row.setInt(1, organization);
        row.setInt(2, organization);
        row.execute();
      }
      try (var row = connection.prepareStatement(
          "INSERT INTO analytics.api_keys (key_id, organization_id, name, secret_mac, scopes, default_platform) "
              + "VALUES (?, ?, 'test', ?, ?, 'web')")) {
        row.setString(1, key.id());
        row.setInt(2, organization);
        row.setBytes(3, key.mac(Pepper.of(RealBackend.PEPPER).derive(ApiKey.PEPPER_LABEL)));
        row.setArray(4, connection.createArrayOf("text", scopes));
        row.execute();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.groundswell.ingest;

import static org.awaitility.Awaitility.await;

import io.groundswell.contract.ApiKey;
import io.groundswell.groundwork.access.Admission;
import io.groundswell.groundwork.access.KeyRing;
import io.groundswell.groundwork.access.Scope;
import io.quarkus.arc.Arc;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/// API keys of any kind, made past the edge.
public final class Keys {

  private Keys() {
  }

  /// The text of a new key that is in force.
  public static String make(int organization, Scope... scopes) {
    var key = ApiKey.generate(new SecureRandom());
    try (var connection = Database.connect()) {
      try (var row = connection.prepareStatement("INSERT INTO analytics.organizations (id, slug, name) "
          + "VALUES (?, 'organization-' || ?, 'Test') ON CONFLICT DO NOTHING")) {
        row.setInt(1, organization);
        row.setInt(2, organization);
        row.execute();
      }
      try (var row = connection.prepareStatement(
          "INSERT INTO analytics.api_keys (key_id, organization_id, name, secret_hash, scopes, default_platform) "
              + "VALUES (?, ?, 'test', ?, ?, 'web')")) {
        row.setString(1, key.id());
        row.setInt(2, organization);
        row.setBytes(3, key.hash());
        row.setArray(4, connection.createArrayOf("text", List.of(scopes).stream().map(Scope::slug).toArray()));
        row.execute();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    var keys = Arc.container().instance(KeyRing.class).get();
    keys.refresh();
    var any = Set.of(scopes).iterator().next();
    await().until(() -> keys.admit(null, key.text(), any) instanceof Admission.Granted);
    return key.text();
  }
}

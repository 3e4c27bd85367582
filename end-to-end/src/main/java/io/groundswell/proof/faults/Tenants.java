package io.groundswell.proof.faults;

import io.groundswell.contract.ApiKey;
import io.groundswell.proof.check.Database;
import io.groundswell.proof.traffic.Tenant;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Makes organisations with keys, straight in the database: there is no endpoint for it yet.
public final class Tenants {

  private Tenants() {
  }

  public static List<Tenant> make(Database database, int count) throws SQLException {
    var tenants = new ArrayList<Tenant>();
    try (var connection = database.connect(); var insert = connection.prepareStatement("""
        INSERT INTO analytics.organizations (slug, name) VALUES (?, 'Proof') RETURNING id""")) {
      for (int i = 0; i < count; i++) {
        var key = ApiKey.generate(new SecureRandom());
        insert.setString(1, "proof-" + key.id());
        try (var rows = insert.executeQuery()) {
          rows.next();
          int organization = rows.getInt(1);
          tenants.add(new Tenant(organization, key(database, organization, "write", "backfill", "read")));
        }
      }
    }
    return tenants;
  }

  /// A key of an organisation that is there already; the services know it within a few seconds.
  public static String key(Database database, int organization, String... scopes) throws SQLException {
    var key = ApiKey.generate(new SecureRandom());
    try (var connection = database.connect(); var insert = connection.prepareStatement("""
        INSERT INTO analytics.api_keys (key_id, organization_id, name, secret_hash, scopes)
        VALUES (?, ?, 'proof', ?, ?)""")) {
      insert.setString(1, key.id());
      insert.setInt(2, organization);
      insert.setBytes(3, key.hash());
      insert.setArray(4, connection.createArrayOf("text", scopes));
      insert.executeUpdate();
    }
    return key.text();
  }
}

package io.groundswell.proof.faults;

import io.groundswell.contract.ApiKey;
import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.traffic.Tenant;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Makes organisations with keys, straight in the database: with any scopes, and whether the edge answers or not.
public final class Tenants {

  private Tenants() {
  }

  public static List<Tenant> make(Whereabouts place, int count) throws SQLException {
    var tenants = new ArrayList<Tenant>();
    try (var connection = place.database().connect(); var insert = connection.prepareStatement("""
        INSERT INTO analytics.organizations (slug, name) VALUES (?, 'Proof') RETURNING id""")) {
      for (int i = 0; i < count; i++) {
        var key = ApiKey.generate(new SecureRandom());
        insert.setString(1, "proof-" + key.id());
        try (var rows = insert.executeQuery()) {
          rows.next();
          int organization = rows.getInt(1);
          tenants.add(new Tenant(organization, key(place, organization, "write", "backfill", "read")));
        }
      }
    }
    return tenants;
  }

  /// A key of an organisation that is there already; the services know it within a few seconds.
  public static String key(Whereabouts place, int organization, String... scopes) throws SQLException {
    var key = ApiKey.generate(new SecureRandom());
    try (var connection = place.database().connect(); var insert = connection.prepareStatement("""
        INSERT INTO analytics.api_keys (key_id, organization_id, name, secret_mac, scopes)
        VALUES (?, ?, 'proof', ?, ?)""")) {
      insert.setString(1, key.id());
      insert.setInt(2, organization);
      insert.setBytes(3, key.mac(place.pepper().derive(ApiKey.PEPPER_LABEL)));
      insert.setArray(4, connection.createArrayOf("text", scopes));
      insert.executeUpdate();
    }
    return key.text();
  }
}

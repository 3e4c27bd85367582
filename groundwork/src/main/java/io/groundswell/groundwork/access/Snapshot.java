package io.groundswell.groundwork.access;

import io.groundswell.contract.ApiKey;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All API keys as they stood at one moment.
///
/// @param number of the look at the database that brought it: of two, the one that was asked for later holds
/// @param origins all web origins that any key allows
record Snapshot(long number, Map<String, Key> byId, Set<String> origins, byte[] pepper) {

  /// Revoked ones stay for a while, so that who still sends with one is told so without a look at the database.
  static final String SELECT = """
      SELECT key_id, organization_id, secret_mac, scopes, default_platform, expires_at, revoked_at, stamp_missing_time,
        rate_limit, byte_limit, cors_origins
      FROM analytics.published_api_keys
      WHERE revoked_at IS NULL OR revoked_at > now() - interval '7 days'""";

  static Snapshot of(long number, RowSet<Row> rows, byte[] pepper, LastUses uses) {
    var byId = new HashMap<String, Key>();
    var origins = new HashSet<String>();
    for (var row : rows) {
      var key = Key.from(row, uses);
      byId.put(row.getString("key_id"), key);
      origins.addAll(key.access.settings().corsOrigins());
    }
    return new Snapshot(number, byId, origins, pepper);
  }

  /// Whether there is a key of the text's id, or the text is none at all: then the database knows no more.
  boolean knows(String text) {
    var id = ApiKey.findId(text);
    return id == null || byId.containsKey(id) || ApiKey.find(text) == null;
  }

  /// The key, where the text is it: the time that this takes says nothing about the secret.
  @Nullable
  Key find(String text) {
    var id = ApiKey.findId(text);
    var key = id == null ? null : byId.get(id);
    return key != null && key.isOpenedBy(text, pepper) ? key : null;
  }

  static final class Key {

    final Access access;
    final AtomicLong lastUse;
    private final byte[] secretMac;
    private final @Nullable Instant expiresAt;
    private final boolean revoked;
    /// The text that was found right once, so that a request costs no HMAC.
    private volatile byte @Nullable [] verified;

    private Key(Access access, byte[] secretMac, @Nullable Instant expiresAt, boolean revoked, AtomicLong lastUse) {
      this.access = access;
      this.secretMac = secretMac;
      this.expiresAt = expiresAt;
      this.revoked = revoked;
      this.lastUse = lastUse;
    }

    private static Key from(Row row, LastUses uses) {
      Set<Scope> scopes = EnumSet.noneOf(Scope.class);
      for (var slug : row.getArrayOfStrings("scopes")) {
        var scope = Scope.find(slug);
        if (scope != null) {
          scopes.add(scope);
        }
      }
      var settings = new KeySettings(row.getBoolean("stamp_missing_time"), row.getInteger("rate_limit"),
          row.getLong("byte_limit"), Set.copyOf(List.of(row.getArrayOfStrings("cors_origins"))));
      var expires = row.getOffsetDateTime("expires_at");
      var id = row.getString("key_id");
      return new Key(new Access(row.getInteger("organization_id"), id, scopes, row.getString("default_platform"),
          settings), row.getBuffer("secret_mac").getBytes(), expires == null ? null : expires.toInstant(),
          row.getOffsetDateTime("revoked_at") != null, uses.of(id));
    }

    boolean isInForce(Instant now) {
      return !revoked && (expiresAt == null || now.isBefore(expiresAt));
    }

    private boolean isOpenedBy(String text, byte[] pepper) {
      var given = text.getBytes(StandardCharsets.UTF_8);
      var known = verified;
      if (known != null && MessageDigest.isEqual(known, given)) {
        return true;
      }
      var key = ApiKey.find(text);
      if (key == null || !MessageDigest.isEqual(secretMac, key.mac(pepper))) {
        return false;
      }
      verified = given;
      return true;
    }
  }
}

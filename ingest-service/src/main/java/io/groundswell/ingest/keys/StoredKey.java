package io.groundswell.ingest.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key as people see it, without its secret.
///
/// @param id the public part: the characters between `gsk_` and the next `_`
/// @param state `active`, `expired` or `revoked`
/// @param rateLimit events a second, null for as many as anybody
/// @param byteLimit bytes of bodies a second, null for as many as anybody
/// @param createdBy id of the key with which it was made
/// @param lastUsedAt as noticed by any service, up to a minute late; null where it was never used
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredKey(String id, String name, String kind, List<String> scopes, String state, int organization,
    String defaultPlatform, boolean stampMissingTime, @Nullable Integer rateLimit, @Nullable Long byteLimit,
    List<String> corsOrigins, @Nullable String userId, Instant createdAt, @Nullable String createdBy,
    @Nullable Instant expiresAt, @Nullable Instant revokedAt, @Nullable Instant lastUsedAt) {

  static final String COLUMNS =
      """
      key_id, name, scopes, organization_id, default_platform, stamp_missing_time, rate_limit, byte_limit, cors_origins,
      user_id, created_at, created_by, expires_at, revoked_at, last_used_at,
      CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= now() THEN 'expired' ELSE 'active' END AS state""";

  static StoredKey from(Row row) {
    var scopes = List.of(row.getArrayOfStrings("scopes"));
    return new StoredKey(row.getString("key_id"), row.getString("name"), KeyKind.covering(scopes).slug(), scopes,
        row.getString("state"), row.getInteger("organization_id"), row.getString("default_platform"),
        row.getBoolean("stamp_missing_time"), row.getInteger("rate_limit"), row.getLong("byte_limit"),
        List.of(row.getArrayOfStrings("cors_origins")), row.getString("user_id"),
        row.getOffsetDateTime("created_at").toInstant(), row.getString("created_by"),
        instant(row.getOffsetDateTime("expires_at")), instant(row.getOffsetDateTime("revoked_at")),
        instant(row.getOffsetDateTime("last_used_at")));
  }

  boolean isActive() {
    return state.equals("active");
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  /// @param keys those in force first, each by age
  record Listing(List<StoredKey> keys) {
  }

  /// A key that was just made.
  ///
  /// @param secret the whole key, as its owner is to keep it: shown this once
  public record Issued(String secret, StoredKey key) {

    /// Without the secret.
    @Override
    public String toString() {
      return key.toString();
    }
  }
}

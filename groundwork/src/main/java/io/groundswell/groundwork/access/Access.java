package io.groundswell.groundwork.access;

import java.util.Set;

/// What a key gives.
///
/// @param organization whose data it opens
/// @param keyId the key's public part, for logs and counters
/// @param defaultPlatform the platform of events that name none
public record Access(int organization, String keyId, Set<Scope> scopes, String defaultPlatform, KeySettings settings) {

  /// Opens nothing: a sender that has not shown its key yet.
  public static final Access NOBODY = new Access(0, "", Set.of(), "other", KeySettings.USUAL);

  public Access {
    scopes = Set.copyOf(scopes);
  }

  public boolean allows(Scope scope) {
    return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
  }
}

package io.groundswell.ingest.keys;

import io.groundswell.groundwork.access.Scope;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// What a key is for.
enum KeyKind {

  /// Sends events. The one to put into an app.
  WRITE("editor", Scope.WRITE),
  /// Sends events and history.
  BACKFILL("editor", Scope.WRITE, Scope.BACKFILL),
  /// Asks.
  READ("viewer", Scope.READ),
  /// Does everything, keys and members included.
  ADMIN("admin", Scope.WRITE, Scope.BACKFILL, Scope.READ, Scope.ADMIN);

  private final String neededRole;
  private final List<Scope> scopes;

  KeyKind(String neededRole, Scope... scopes) {
    this.neededRole = neededRole;
    this.scopes = List.of(scopes);
  }

  String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The least role of a member whose key may be of this kind.
  String neededRole() {
    return neededRole;
  }

  String[] scopes() {
    return scopes.stream().map(Scope::slug).toArray(String[]::new);
  }

  /// @param slug one of those
  static KeyKind of(String slug) {
    return valueOf(slug.toUpperCase(Locale.ROOT));
  }

  /// The least kind that has all the scopes.
  static KeyKind covering(Collection<String> scopes) {
    for (var kind : values()) {
      if (List.of(kind.scopes()).containsAll(scopes)) {
        return kind;
      }
    }
    return ADMIN;
  }
}

package io.groundswell.ingest.keys;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Pepper;
import io.groundswell.groundwork.access.Access;
import io.groundswell.groundwork.access.KeyRing;
import io.groundswell.groundwork.access.KeySettings;
import io.groundswell.groundwork.problem.Fields;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.ingest.access.Stewardship;
import io.groundswell.ingest.keys.StoredKey.Issued;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys of one organisation. Changes of one organisation wait for each other, so that what they count holds; what
/// was changed is in force at this replica when the answer goes out, and at all others within seconds.
@ApplicationScoped
public class KeyBook {

  private static final int MOST_OF_A_NAME = 2;

  private static final String LOCK = "SELECT id FROM analytics.organizations WHERE id = $1 FOR UPDATE";

  private static final String LIST = """
      SELECT {columns} FROM analytics.api_keys WHERE organization_id = $1
      ORDER BY revoked_at IS NOT NULL, coalesce(expires_at <= now(), false), created_at, key_id"""
      .replace("{columns}", StoredKey.COLUMNS);

  private static final String FIND =
      "SELECT {columns} FROM analytics.api_keys WHERE organization_id = $1 AND key_id = $2"
          .replace("{columns}", StoredKey.COLUMNS);

  private static final String INSERT = """
      INSERT INTO analytics.api_keys (key_id, organization_id, name, secret_mac, scopes, default_platform,
        stamp_missing_time, rate_limit, byte_limit, cors_origins, user_id, expires_at, created_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      RETURNING {columns}""".replace("{columns}", StoredKey.COLUMNS);

  private static final String END_LATER = """
      UPDATE analytics.api_keys SET expires_at = least(expires_at, $3) WHERE organization_id = $1 AND key_id = $2""";

  private static final String REVOKE = """
      UPDATE analytics.api_keys SET revoked_at = coalesce(revoked_at, now())
      WHERE organization_id = $1 AND key_id = $2""";

  private static final String REVOKE_OF_USER = """
      UPDATE analytics.api_keys SET revoked_at = coalesce(revoked_at, now())
      WHERE organization_id = $1 AND user_id = $2""";

  private static final String MAY = "SELECT analytics.user_has_org_permission($1, $2, $3) AS may";

  private final Stewardship stewardship;
  private final KeyRing ring;
  private final InstantSource clock;
  private final byte[] pepper;
  private final SecureRandom random = new SecureRandom();

  KeyBook(Stewardship stewardship, KeyRing ring, InstantSource clock, Pepper pepper) {
    this.stewardship = stewardship;
    this.ring = ring;
    this.clock = clock;
    this.pepper = pepper.derive(ApiKey.PEPPER_LABEL);
  }

  List<StoredKey> list(int organization) {
    return stewardship.of(organization, statements -> all(statements, organization));
  }

  /// @throws ProblemException 400 where the member may not have such a key, 409 where two of the name are in force
  public Issued create(int organization, KeyWish wish, Access by) {
    var issued = stewardship.of(organization, statements -> {
      statements.run(LOCK, Tuple.of(organization));
      return add(statements, organization, wish, by);
    });
    ring.renew();
    return issued;
  }

  /// Within a transaction of that organisation, whose row is locked or new.
  public Issued add(Statements statements, int organization, KeyWish wish, Access by) {
    requireRoom(all(statements, organization), wish.name());
    if (wish.userId() != null && !may(statements, organization, wish.userId(), wish.kind().neededRole())) {
      throw Fields.wrong("userId", "must be a member whose role is " + wish.kind().neededRole() + " or higher");
    }
    return insert(statements, organization, wish, by);
  }

  /// A second key for the same, so that senders can change over while both are in force.
  ///
  /// @param oldEnds when the old one ends by itself, null for when it is revoked
  /// @throws ProblemException 404, 409 where the key is not in force, or has its successor already
  Issued rotate(int organization, String id, @Nullable Instant oldEnds, Access by) {
    var issued = stewardship.of(organization, statements -> {
      statements.run(LOCK, Tuple.of(organization));
      var old = find(statements, organization, id);
      if (!old.isActive()) {
        throw new ProblemException(Problem.of(409, "key_not_active", "The key is not in force",
            "only a key in force can be followed by another; make a new one"));
      }
      requireRoom(all(statements, organization), old.name());
      var successor = insert(statements, organization, successor(old), by);
      if (oldEnds != null) {
        statements.run(END_LATER, Tuple.of(organization, id, utc(oldEnds)));
      }
      return successor;
    });
    ring.renew();
    return issued;
  }

  /// Revoking again changes nothing.
  ///
  /// @throws ProblemException 404, 409 where nobody of the organisation could make keys any more
  void revoke(int organization, String id) {
    stewardship.of(organization, statements -> {
      statements.run(LOCK, Tuple.of(organization));
      var key = find(statements, organization, id);
      var admins = all(statements, organization).stream()
          .filter(each -> each.isActive() && each.scopes().contains("admin")).map(StoredKey::id).toList();
      if (admins.equals(List.of(key.id()))) {
        throw new ProblemException(Problem.of(409, "last_admin_key", "The last admin key stays",
            "nobody could make keys for the organisation any more; make another admin key first"));
      }
      return statements.run(REVOKE, Tuple.of(organization, id));
    });
    ring.renew();
  }

  /// Within a transaction of that organisation.
  public void revokeAllOf(Statements statements, int organization, String userId) {
    statements.run(REVOKE_OF_USER, Tuple.of(organization, userId));
  }

  private Issued insert(Statements statements, int organization, KeyWish wish, Access by) {
    var key = ApiKey.generate(random);
    var settings = wish.settings();
    var rows = statements.run(INSERT, Tuple.of(key.id(), organization, wish.name(), Buffer.buffer(key.mac(pepper)),
        wish.kind().scopes(), wish.defaultPlatform(), settings.stampsMissingTime(), settings.eventsPerSecond(),
        settings.bytesPerSecond(), settings.corsOrigins().toArray(String[]::new), wish.userId(), utc(wish.expiresAt()),
        by.keyId()));
    return new Issued(key.text(), StoredKey.from(rows.iterator().next()));
  }

  /// The same again; one that was made for a time lives as long.
  private KeyWish successor(StoredKey old) {
    var expires = old.expiresAt() == null ? null
        : clock.instant().plus(Duration.between(old.createdAt(), old.expiresAt()));
    return new KeyWish(old.name(), KeyKind.of(old.kind()), old.defaultPlatform(),
        new KeySettings(old.stampMissingTime(), old.rateLimit(), old.byteLimit(),
            Set.copyOf(old.corsOrigins())),
        old.userId(), expires);
  }

  private static void requireRoom(List<StoredKey> all, String name) {
    if (all.stream().filter(each -> each.isActive() && each.name().equals(name)).count() >= MOST_OF_A_NAME) {
      throw new ProblemException(Problem.of(409, "too_many_active_keys", "Two keys of the name are in force",
          "at most two keys of one name may be in force, the old and the new; revoke one of them first"));
    }
  }

  private static boolean may(Statements statements, int organization, String userId, String role) {
    return statements.run(MAY, Tuple.of(userId, organization, role)).iterator().next().getBoolean("may");
  }

  private static List<StoredKey> all(Statements statements, int organization) {
    var keys = new ArrayList<StoredKey>();
    statements.run(LIST, Tuple.of(organization)).forEach(row -> keys.add(StoredKey.from(row)));
    return keys;
  }

  private static StoredKey find(Statements statements, int organization, String id) {
    var rows = statements.run(FIND, Tuple.of(organization, id)).iterator();
    if (!rows.hasNext()) {
      throw new ProblemException(Problem.of(404, "unknown_key", "No such key",
          "the organisation has no key of this id"));
    }
    return StoredKey.from(rows.next());
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}

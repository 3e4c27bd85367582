package io.groundswell.groundwork.access;

import io.groundswell.contract.ApiKey;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.standing.Standing;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// All API keys, as a snapshot that is refreshed every few seconds. When the database is away the last snapshot stays
/// in force: senders go on, and nothing new is granted.
@ApplicationScoped
public class KeyRing implements Standing {

  private static final Logger LOG = Logger.getLogger(KeyRing.class);

  private static final String SELECT_KEYS = """
      SELECT key_id, organization_id, secret_hash, scopes, default_platform, expires_at
      FROM analytics.published_api_keys
      WHERE revoked_at IS NULL""";

  private final Pool pool;
  private final Vertx vertx;
  private final InstantSource clock;
  private final AccessConfig config;
  private volatile @Nullable Snapshot snapshot;
  private volatile long timer = -1;

  KeyRing(Pool pool, Vertx vertx, InstantSource clock, AccessConfig config) {
    this.pool = pool;
    this.vertx = vertx;
    this.clock = clock;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    refresh();
    timer = vertx.setPeriodic(config.refreshEvery().toMillis(), tick -> refresh());
    // Until the first snapshot is here, ask more often: at start the migrations may still be running.
    vertx.setPeriodic(250, quick -> {
      if (isLoaded()) {
        vertx.cancelTimer(quick);
      } else {
        refresh();
      }
    });
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  public boolean isLoaded() {
    return snapshot != null;
  }

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public @Nullable String trouble() {
    return isLoaded() ? null : "no snapshot of the API keys yet";
  }

  /// Whether the key in one of the two headers opens what is asked for. `Authorization: Bearer` comes first.
  public Admission admit(@Nullable String authorization, @Nullable String xApiKey, Scope needed) {
    var text = authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        ? authorization.substring(7).strip() : xApiKey;
    if (text == null || text.isEmpty()) {
      return refused(401, "unauthorized", "an API key is needed, in Authorization: Bearer or X-API-Key");
    }
    var keys = snapshot;
    if (keys == null) {
      return refused(503, "keys_unavailable", "the API keys are not loaded yet; send again");
    }
    var row = keys.find(text);
    if (row == null || row.isExpired(clock.instant())) {
      return refused(401, "unauthorized", "the API key is unknown, expired or revoked");
    }
    return row.access.allows(needed) ? new Admission.Granted(row.access)
        : refused(403, "forbidden", "the API key lacks the scope " + needed.slug());
  }

  private static Admission refused(int status, String slug, String detail) {
    var title = switch (status) {
      case 401 -> "No valid API key";
      case 403 -> "Not allowed with this API key";
      default -> "Not ready";
    };
    return new Admission.Refused(Problem.of(status, slug, title, detail));
  }

  /// Asks for a new snapshot now, such as after a key was made.
  public void refresh() {
    pool.query(SELECT_KEYS).execute()
        .onSuccess(rows -> snapshot = Snapshot.of(rows))
        .onFailure(away -> LOG.debugf("API keys not refreshed: %s", away.getMessage()));
  }

  /// @param verified keys whose secret was compared once, by their whole text, so that a request costs no hash
  private record Snapshot(Map<String, Key> byId, Map<String, Key> verified) {

    static Snapshot of(RowSet<Row> rows) {
      var byId = new HashMap<String, Key>();
      for (var row : rows) {
        byId.put(row.getString("key_id"), Key.from(row));
      }
      return new Snapshot(byId, new ConcurrentHashMap<>());
    }

    @Nullable
    Key find(String text) {
      var known = verified.get(text);
      if (known != null) {
        return known;
      }
      var key = ApiKey.find(text);
      var row = key == null ? null : byId.get(key.id());
      if (key == null || row == null || !MessageDigest.isEqual(row.secretHash, key.hash())) {
        return null;
      }
      verified.put(text, row);
      return row;
    }
  }

  private record Key(Access access, byte[] secretHash, @Nullable Instant expiresAt) {

    static Key from(Row row) {
      Set<Scope> scopes = EnumSet.noneOf(Scope.class);
      for (var slug : row.getArrayOfStrings("scopes")) {
        var scope = Scope.find(slug);
        if (scope != null) {
          scopes.add(scope);
        }
      }
      var expires = row.getOffsetDateTime("expires_at");
      return new Key(new Access(row.getInteger("organization_id"), row.getString("key_id"), scopes,
          row.getString("default_platform")), row.getBuffer("secret_hash").getBytes(),
          expires == null ? null : expires.toInstant());
    }

    boolean isExpired(Instant now) {
      return expiresAt != null && !now.isBefore(expiresAt);
    }
  }
}

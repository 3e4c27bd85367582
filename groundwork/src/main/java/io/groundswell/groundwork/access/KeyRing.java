package io.groundswell.groundwork.access;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Pepper;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.schema.Borrowed;
import io.groundswell.groundwork.standing.Standing;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// All API keys, as a snapshot that is refreshed every few seconds, and at once where somebody comes with a key that it
/// does not know. When the database is away the last snapshot stays in force: senders go on, and nothing new is
/// granted.
@ApplicationScoped
public class KeyRing implements Standing {

  private static final Logger LOG = Logger.getLogger(KeyRing.class);
  private static final long LOOK_MILLIS = 3_000;

  private final Pool pool;
  private final Vertx vertx;
  private final InstantSource clock;
  private final AccessConfig config;
  private final LastUses uses;
  private final byte[] pepper;
  private final AtomicLong looks = new AtomicLong();
  private final SharedLook newcomers;
  private volatile @Nullable Snapshot snapshot;
  private volatile long timer = -1;

  KeyRing(Pool pool, Vertx vertx, InstantSource clock, AccessConfig config, LastUses uses, Pepper pepper) {
    this.pool = pool;
    this.vertx = vertx;
    this.clock = clock;
    this.config = config;
    this.uses = uses;
    this.pepper = pepper.derive(ApiKey.PEPPER_LABEL);
    this.newcomers = new SharedLook(vertx, config.lookAtMostEvery(), this::look);
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

  /// Whether the key in one of the two headers opens what is asked for, by the snapshot alone. `Authorization`, Bearer
  /// or Basic, comes first.
  public Admission admit(@Nullable String authorization, @Nullable String xApiKey, Scope needed) {
    var text = text(authorization, xApiKey);
    if (text == null) {
      return refused(401, "unauthorized", "an API key is needed, in Authorization: Bearer or X-API-Key");
    }
    var keys = snapshot;
    if (keys == null) {
      return refused(503, "keys_unavailable", "the API keys are not loaded yet; send again");
    }
    return admit(keys.find(text), needed);
  }

  /// What becomes of a grant, by the snapshot alone: for who goes on long after it. The key may have been revoked
  /// since, may have expired, or open less.
  public Admission renewed(Access granted, Scope needed) {
    var keys = snapshot;
    return keys == null ? new Admission.Granted(granted) : admit(keys.byId().get(granted.keyId()), needed);
  }

  private Admission admit(Snapshot.@Nullable Key key, Scope needed) {
    var now = clock.instant();
    if (key == null || !key.isInForce(now)) {
      return refused(401, "unauthorized", "the API key is unknown, expired or revoked");
    }
    key.lastUse.lazySet(now.toEpochMilli());
    return key.access.allows(needed) ? new Admission.Granted(key.access)
        : refused(403, "forbidden", "the API key lacks the scope " + needed.slug());
  }

  /// The same, but a well-formed key that the snapshot does not know is looked for in the database first, together with
  /// all others that come meanwhile: a new key works at once, and strangers cost one look in a while. Complete already
  /// where nothing has to be looked for; else completed on any thread.
  public Future<Admission> admission(@Nullable String authorization, @Nullable String xApiKey, Scope needed) {
    var text = text(authorization, xApiKey);
    var keys = snapshot;
    if (text == null || keys == null || keys.knows(text)) {
      return Future.succeededFuture(admit(authorization, xApiKey, needed));
    }
    return newcomers.take().transform(look -> Future.succeededFuture(look.succeeded()
        ? admit(authorization, xApiKey, needed)
        : refused(503, "keys_unavailable", "the API key is not known yet, and it cannot be looked for; send again")));
  }

  /// Whether pages of the web origin may use any key: what can be told before one is shown.
  boolean knowsOrigin(String origin) {
    var keys = snapshot;
    return keys != null && keys.origins().contains(origin);
  }

  /// Whether pages of the web origin may use the key.
  boolean allowsOrigin(@Nullable String authorization, @Nullable String xApiKey, String origin) {
    var text = text(authorization, xApiKey);
    var keys = snapshot;
    var key = text == null || keys == null ? null : keys.find(text);
    return key != null && key.access.settings().corsOrigins().contains(origin);
  }

  private static @Nullable String text(@Nullable String authorization, @Nullable String xApiKey) {
    var text = authorization == null ? null : inAuthorization(authorization);
    text = text == null ? xApiKey : text;
    return text == null || text.isEmpty() ? null : text;
  }

  /// The credentials of `Bearer`, or the user name of `Basic` (RFC 7617), as SDKs and `curl -u` send a key; null of any
  /// other scheme.
  private static @Nullable String inAuthorization(String authorization) {
    if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return authorization.substring(7).strip();
    }
    if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return null;
    }
    try {
      var pair = new String(Base64.getDecoder().decode(authorization.substring(6).strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? pair : pair.substring(0, colon);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static Admission refused(int status, String slug, String detail) {
    var title = switch (status) {
      case 401 -> "No valid API key";
      case 403 -> "Not allowed with this API key";
      default -> "Not ready";
    };
    return new Admission.Refused(Problem.of(status, slug, title, detail));
  }

  /// Takes a new snapshot, such as after a key was made or revoked, and waits until it is in force here; or until it is
  /// clear that the database does not answer. For a thread that may wait.
  public void renew() {
    look().otherwiseEmpty().toCompletionStage().toCompletableFuture().join();
  }

  /// Asks for a new snapshot now.
  public void refresh() {
    look().onFailure(away -> LOG.debugf("API keys not refreshed: %s", away.getMessage()));
  }

  private Future<Void> look() {
    long number = looks.incrementAndGet();
    return Borrowed.query(pool, Snapshot.SELECT)
        .timeout(LOOK_MILLIS, TimeUnit.MILLISECONDS)
        .map(rows -> Snapshot.of(number, rows, pepper, uses))
        .onSuccess(this::keep)
        .mapEmpty();
  }

  /// Answers may overtake each other, and an older one would bring a revoked key back.
  private synchronized void keep(Snapshot latest) {
    var known = snapshot;
    if (known == null || known.number() < latest.number()) {
      snapshot = latest;
    }
  }
}

package io.groundswell.ingest.access;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Pepper;
import io.groundswell.groundwork.access.Admission;
import io.groundswell.groundwork.access.KeyRing;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.schema.Borrowed;
import io.groundswell.groundwork.schema.Migrator;
import io.groundswell.groundwork.standing.Standing;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Creates the configured key once the tables stand. Any number of replicas may do so at the same time.
@ApplicationScoped
class BootstrapKey implements Standing {

  private static final Logger LOG = Logger.getLogger(BootstrapKey.class);
  private static final long RETRY_MILLIS = 200;

  private static final String INSERT_ORGANIZATION = """
      INSERT INTO analytics.organizations (id, slug, name) VALUES (1, 'sandbox', 'Sandbox') ON CONFLICT DO NOTHING""";

  private static final String INSERT_KEY = """
      INSERT INTO analytics.api_keys (key_id, organization_id, name, secret_mac, scopes)
      VALUES ($1, 1, 'bootstrap', $2, ARRAY['write', 'backfill', 'read', 'admin'])
      ON CONFLICT (key_id) DO NOTHING""";

  private final @Nullable ApiKey key;
  private final Pool pool;
  private final Vertx vertx;
  private final Migrator migrator;
  private final KeyRing keys;
  private final byte[] pepper;
  private volatile boolean isKept;
  private volatile boolean isSeen;

  BootstrapKey(BootstrapConfig config, Pool pool, Vertx vertx, Migrator migrator, KeyRing keys, Pepper pepper) {
    this.key = config.bootstrapKey().map(BootstrapKey::parsed).orElse(null);
    this.pool = pool;
    this.vertx = vertx;
    this.migrator = migrator;
    this.keys = keys;
    this.pepper = pepper.derive(ApiKey.PEPPER_LABEL);
  }

  private static ApiKey parsed(String text) {
    var key = ApiKey.find(text.strip());
    if (key == null) {
      throw new IllegalArgumentException(
          "groundswell.access.bootstrap-key is not an API key, or its checksum is wrong");
    }
    return key;
  }

  void start(@Observes StartupEvent event) {
    if (key != null) {
      create(key);
    }
  }

  @Override
  public String name() {
    return "bootstrap key";
  }

  /// In the snapshot that requests are checked against, not only in the table: the first request must not be turned
  /// away.
  @Override
  public @Nullable String trouble() {
    if (key == null || isSeen || keys.admit(null, key.text(), Scope.READ) instanceof Admission.Granted) {
      isSeen = true;
      return null;
    }
    // One that was there before may have been revoked since, by somebody who made better keys.
    return isKept && keys.isLoaded() ? null : "the bootstrap key is not in force";
  }

  private void create(ApiKey wanted) {
    if (!migrator.isDone()) {
      retry(wanted);
      return;
    }
    Borrowed.query(pool, INSERT_ORGANIZATION)
        .compose(organization -> Borrowed.query(pool, INSERT_KEY,
            Tuple.of(wanted.id(), Buffer.buffer(wanted.mac(pepper)))))
        .onSuccess(rows -> {
          LOG.infof("bootstrap key %s %s", wanted, rows.rowCount() == 1 ? "created" : "is there");
          isKept = rows.rowCount() == 0;
          keys.refresh();
        })
        .onFailure(away -> retry(wanted));
  }

  private void retry(ApiKey wanted) {
    vertx.setTimer(RETRY_MILLIS, tick -> create(wanted));
  }
}

package io.groundswell.groundwork.access;

import io.groundswell.groundwork.schema.Borrowed;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/// When each key was last used here. A request leaves a number in memory; what changed is written every minute or so,
/// and what a process had not written when it ended is lost: it is there for people who wonder whether a key is still
/// in use.
@ApplicationScoped
class LastUses {

  private static final Logger LOG = Logger.getLogger(LastUses.class);
  private static final String NOTE = "SELECT analytics.note_key_use($1, $2)";

  private final Pool pool;
  private final Vertx vertx;
  private final AccessConfig config;
  private final Map<String, AtomicLong> latest = new ConcurrentHashMap<>();
  private final Map<String, Long> written = new ConcurrentHashMap<>();
  private volatile long timer = -1;

  LastUses(Pool pool, Vertx vertx, AccessConfig config) {
    this.pool = pool;
    this.vertx = vertx;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(config.noteUseEvery().toMillis(), tick -> write());
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  /// Where the key's use is noted, in milliseconds since 1970; 0 where there was none.
  AtomicLong of(String keyId) {
    return latest.computeIfAbsent(keyId, _ -> new AtomicLong());
  }

  private void write() {
    var due = new HashMap<String, Long>();
    latest.forEach((id, use) -> {
      long used = use.get();
      if (used > written.getOrDefault(id, 0L)) {
        due.put(id, used);
      }
    });
    if (due.isEmpty()) {
      return;
    }
    var ids = new ArrayList<>(due.keySet());
    var times = ids.stream().map(id -> OffsetDateTime.ofInstant(Instant.ofEpochMilli(due.getOrDefault(id, 0L)),
        ZoneOffset.UTC)).toArray(OffsetDateTime[]::new);
    Borrowed.query(pool, NOTE, Tuple.from(List.of(ids.toArray(String[]::new), times)))
        .onSuccess(done -> written.putAll(due))
        .onFailure(away -> LOG.warnf("uses of keys not written, kept for later: %s", away.getMessage()));
  }
}

package io.groundswell.metrics.forgetting;

import io.groundswell.exactlyonce.Transaction;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Who was forgotten lately. Every transaction that may write a person asks whether its copy of the list still holds,
/// after it has written something itself: so the eraser, which waits for all transactions that are older than its
/// order, never comes before a batch that did not know of it.
@ApplicationScoped
public class Forgotten {

  private static final String VERSION = "SELECT coalesce(max(version), 0) AS version FROM analytics.forgetting";

  private static final String LIST = """
      SELECT version, organization_id, person_hash, max(requested_at) OVER (PARTITION BY organization_id, person_hash)
        AS requested_at
      FROM analytics.forgetting WHERE requested_at > $1""";

  private final PersonHash hash;
  private final ForgettingConfig config;
  private final InstantSource clock;
  private final AtomicReference<@Nullable People> known = new AtomicReference<>();

  Forgotten(PersonHash hash, ForgettingConfig config, InstantSource clock) {
    this.hash = hash;
    this.config = config;
    this.clock = clock;
  }

  /// Asks for the list's version, without waiting.
  public Transaction.Reply ask(Transaction transaction) {
    return transaction.send(VERSION, Tuple.tuple());
  }

  /// Those who were forgotten, as of the answer.
  public People people(Transaction transaction, Transaction.Reply version) {
    long current = version.rows().iterator().next().getLong("version");
    var copy = known.get();
    if (copy != null && copy.version == current) {
      return copy;
    }
    var since = clock.instant().minus(config.remember()).atOffset(ZoneOffset.UTC);
    var times = new HashMap<Person, Instant>();
    long latest = current;
    for (var row : transaction.run(LIST, Tuple.of(since))) {
      times.put(new Person(row.getInteger("organization_id"), ByteBuffer.wrap(row.getBuffer("person_hash").getBytes())),
          row.getOffsetDateTime("requested_at").toInstant());
      latest = Math.max(latest, row.getLong("version"));
    }
    var fresh = new People(latest, Map.copyOf(times));
    known.set(fresh);
    return fresh;
  }

  private record Person(int organization, ByteBuffer hash) {
  }

  /// The list.
  public final class People {

    private final long version;
    private final Map<Person, Instant> times;

    private People(long version, Map<Person, Instant> times) {
      this.version = version;
      this.times = times;
    }

    /// Of two lists the later has the greater.
    public long version() {
      return version;
    }

    public boolean isEmpty() {
      return times.isEmpty();
    }

    /// What the person's subject is called instead; null where the person was not forgotten after the event was
    /// received.
    public @Nullable String pseudonym(int organization, String userId, Instant receivedAt) {
      var hashed = hash.of(organization, userId);
      var forgottenAt = times.get(new Person(organization, hashed));
      return forgottenAt == null || receivedAt.isAfter(forgottenAt) ? null : PersonHash.pseudonym(hashed);
    }
  }
}

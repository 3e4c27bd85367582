package io.groundswell.ingest.quota;

import io.groundswell.groundwork.access.KeySettings;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What one key may send, and what it has sent lately. Of each replica its own.
///
/// What is told of it are the fields of draft-ietf-httpapi-ratelimit-headers-10.
/// `RateLimit-Policy: "events";q=1000;w=2`: at most 1,000 at once, which are earned again within 2 s.
/// `RateLimit: "events";r=900;t=1`: 900 are left, and within 1 s all will be there again.
public final class KeyQuota {

  private static final long NANOS = 1_000_000_000;

  private final Bucket events;
  private final Bucket bytes;
  private final AtomicLong held = new AtomicLong();
  private final int share;
  private final @Nullable KeyQuota together;
  private volatile KeySettings settings = KeySettings.USUAL;
  private volatile Allowance allowance;

  KeyQuota(Allowance usual, long now) {
    this(usual, now, 100, null);
  }

  /// @param share how much its requests may hold at a time, in percent of what a key's may
  /// @param together what they and others like them may hold, null where there are no such others
  KeyQuota(Allowance usual, long now, int share, @Nullable KeyQuota together) {
    this.allowance = usual;
    this.events = new Bucket(now);
    this.bytes = new Bucket(now);
    this.share = share;
    this.together = together;
  }

  /// Goes by the key's settings, which may have changed since it was last here.
  void follow(KeySettings latest, Allowance usual) {
    if (!latest.equals(settings)) {
      allowance = usual.with(latest);
      settings = latest;
    }
  }

  public Allowance allowance() {
    return allowance;
  }

  /// Whether anything is left of both: to be asked before a body is read.
  public boolean isOpen() {
    return waitNanos(System.nanoTime()) == 0;
  }

  /// Pays for a body.
  ///
  /// @return false where nothing is left, and then the request is not to be taken
  public boolean takeBytes(long length) {
    return bytes.take(length, allowance.bytes(), System.nanoTime());
  }

  /// Pays for the events of a body.
  ///
  /// @return false where nothing is left, and then none of them is to be taken
  public boolean takeEvents(int count) {
    return events.take(count, allowance.events(), System.nanoTime());
  }

  /// Seconds until there is anything left again, 1 at the least.
  public long retryAfterSeconds() {
    return Math.max(1, Math.ceilDiv(waitNanos(System.nanoTime()), NANOS));
  }

  /// The field `RateLimit-Policy`.
  public String policy() {
    return allowance.policy();
  }

  /// The field `RateLimit`.
  public String left() {
    long now = System.nanoTime();
    var text = new StringBuilder(64);
    left(text, "\"events\";r=", events, allowance.events(), now);
    left(text, ", \"bytes\";r=", bytes, allowance.bytes(), now);
    return text.toString();
  }

  private static void left(StringBuilder text, String name, Bucket bucket, Rate rate, long now) {
    text.append(name).append(bucket.left(rate, now)).append(";t=").append(Math.ceilDiv(bucket.owed(now), NANOS));
  }

  private long waitNanos(long now) {
    var rates = allowance;
    return Math.max(events.waitNanos(rates.events(), now), bytes.waitNanos(rates.bytes(), now));
  }

  /// More bytes in memory for requests of this key.
  ///
  /// @param most bytes that a key may hold
  /// @return false where that is more than it may, and then it does not
  boolean hold(long more, long most) {
    if (held.addAndGet(more) > most * share / 100 || (together != null && !together.hold(more, most))) {
      held.addAndGet(-more);
      return false;
    }
    return true;
  }

  /// Fewer of them.
  void letGo(long bytes) {
    held.addAndGet(-bytes);
    if (together != null) {
      together.letGo(bytes);
    }
  }

  /// Whether forgetting it would change nothing.
  boolean isIdle(long now) {
    return held.get() == 0 && events.owed(now) == 0 && bytes.owed(now) == 0;
  }
}

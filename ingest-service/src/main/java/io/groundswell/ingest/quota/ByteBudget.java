package io.groundswell.ingest.quota;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;

/// The bytes that all requests of the edge hold, from their first byte to their answer. So what the edge needs is
/// bounded whatever comes, and those who come too many are turned away before anything of theirs is read.
@ApplicationScoped
public class ByteBudget {

  private final AtomicLong held = new AtomicLong();
  private final long most;
  private final long mostOfAKey;

  ByteBudget(QuotaConfig config, MeterRegistry meters) {
    this.most = config.mostHeld().asLongValue();
    this.mostOfAKey = mostOfAKey(config);
    Gauge.builder("groundswell.intake.held", held, AtomicLong::get).baseUnit("bytes")
        .description("What requests hold that are not answered yet").register(meters);
  }

  /// How many of the bytes one key may hold.
  public static long mostOfAKey(QuotaConfig config) {
    return config.mostHeld().asLongValue() * config.keyShare() / 100;
  }

  /// An empty claim for one request of the key.
  public Claim claim(KeyQuota key) {
    return new Claim(this, key);
  }

  /// Takes the bytes from what all have and from what the key has, or from neither.
  Claim.Outcome take(long bytes, KeyQuota key) {
    if (held.addAndGet(bytes) > most) {
      held.addAndGet(-bytes);
      return Claim.Outcome.ALL_HOLD_TOO_MUCH;
    }
    if (!key.hold(bytes, mostOfAKey)) {
      held.addAndGet(-bytes);
      return Claim.Outcome.KEY_HOLDS_TOO_MUCH;
    }
    return Claim.Outcome.TAKEN;
  }

  /// Counts bytes that are held for one for another, where that one may hold them.
  boolean pass(long bytes, KeyQuota from, KeyQuota to) {
    boolean passed = to.hold(bytes, mostOfAKey);
    if (passed) {
      from.letGo(bytes);
    }
    return passed;
  }

  void giveBack(long bytes, KeyQuota key) {
    key.letGo(bytes);
    held.addAndGet(-bytes);
  }
}

package io.groundswell.ingest.quota;

/// What one request holds of the [ByteBudget]. It is used by one thread at a time.
public final class Claim {

  /// What a request holds beside its body.
  static final int PER_REQUEST = 4 << 10;
  /// A length that was promised is held up to here before it comes; the rest when it does, so that nobody holds much by
  /// promising it.
  static final int PROMISED = 64 << 10;

  public enum Outcome {
    TAKEN,
    /// To be sent again, as by anybody.
    ALL_HOLD_TOO_MUCH,
    /// This key's requests hold more than one key's share.
    KEY_HOLDS_TOO_MUCH
  }

  private final ByteBudget budget;
  private KeyQuota key;
  private long held;
  private long beside;
  private boolean released;

  Claim(ByteBudget budget, KeyQuota key) {
    this.budget = budget;
    this.key = key;
  }

  /// Begins, before the body is read. Nothing is held where that fails.
  ///
  /// @param promised length of the body, or a negative number where the sender gave none
  public Outcome open(long promised) {
    var whole = grow(PER_REQUEST + Math.max(promised, 0));
    if (whole == Outcome.TAKEN) {
      shrink(PER_REQUEST + Math.clamp(promised, 0, PROMISED));
    }
    return whole;
  }

  /// As far as the body has come. Where that fails, what was held before stays held.
  public Outcome reach(long bytes) {
    return grow(PER_REQUEST + bytes);
  }

  /// So much beside the body, for what is made of it until it is answered. Asked again, the largest counts.
  public Outcome beside(long bytes) {
    var outcome = bytes <= beside ? Outcome.TAKEN : grow(held + bytes - beside);
    if (outcome == Outcome.TAKEN) {
      beside = Math.max(beside, bytes);
    }
    return outcome;
  }

  /// Goes on as a claim of another key. Where that one holds too much, it stays what it was.
  public Outcome passTo(KeyQuota next) {
    if (!budget.pass(held, key, next)) {
      return Outcome.KEY_HOLDS_TOO_MUCH;
    }
    key = next;
    return Outcome.TAKEN;
  }

  /// Gives everything back, once.
  public void release() {
    if (!released) {
      released = true;
      shrink(0);
    }
  }

  private Outcome grow(long to) {
    if (released || to <= held) {
      return Outcome.TAKEN;
    }
    var outcome = budget.take(to - held, key);
    if (outcome == Outcome.TAKEN) {
      held = to;
    }
    return outcome;
  }

  private void shrink(long to) {
    budget.giveBack(held - to, key);
    held = to;
  }
}

package io.groundswell.exactlyonce;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Where a partition stands, as far as this process knows: written by its worker, read by everybody. The truth is in
/// the offset table.
final class Standing {

  private final InstantSource clock;
  private PartitionState state = new PartitionState.Claiming();
  private @Nullable Position position;
  private @Nullable Instant watermark;
  private long lag;

  Standing(InstantSource clock) {
    this.clock = clock;
  }

  /// @param epoch of the claim that got there
  record Position(long epoch, long next) {
  }

  synchronized PartitionState state() {
    return state;
  }

  /// Null as long as nothing is claimed for certain.
  synchronized @Nullable Position position() {
    return state instanceof PartitionState.Running ? position : null;
  }

  /// Records on the topic that are not stored, as of the last look.
  synchronized long lag() {
    return lag;
  }

  synchronized void claimed(Claim claim) {
    watermark = null;
    running(new Position(claim.epoch(), claim.next()));
  }

  synchronized void stored(Claim claim, long next, @Nullable Instant upTo) {
    raise(upTo);
    lag = position == null ? lag : Math.max(0, lag - (next - position.next()));
    running(new Position(claim.epoch(), next));
  }

  synchronized void lag(long end) {
    if (position != null) {
      lag = Math.max(0, end - position.next());
      if (state instanceof PartitionState.Running) {
        running(position);
      }
    }
  }

  synchronized void drained(long epoch, Instant upTo) {
    if (state instanceof PartitionState.Running && position != null && position.epoch() == epoch) {
      raise(upTo);
      running(position);
    }
  }

  synchronized void troubled(String reason) {
    var since = state instanceof PartitionState.Troubled before ? before.since() : clock.instant();
    state = new PartitionState.Troubled(reason, since);
  }

  synchronized void stalled(String reason) {
    state = new PartitionState.Stalled(reason, clock.instant());
  }

  private void raise(@Nullable Instant upTo) {
    if (upTo != null && (watermark == null || watermark.isBefore(upTo))) {
      watermark = upTo;
    }
  }

  private void running(Position now) {
    position = now;
    state = new PartitionState.Running(now.next(), lag, watermark);
  }
}

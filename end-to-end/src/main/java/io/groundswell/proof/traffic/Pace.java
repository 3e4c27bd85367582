package io.groundswell.proof.traffic;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How fast events are sent. Up to the gate at full pace; behind it at a trickle, so that traffic keeps flowing while
/// the campaign waits for a recovery, and is not over before the last kill.
public final class Pace {

  private static final double TRICKLE = 0.02;

  private final double perSecond;
  private volatile long gate;
  private long next = System.nanoTime();

  /// @param perSecond events a second
  /// @param gate the number of the first event that only trickles
  public Pace(double perSecond, long gate) {
    this.perSecond = perSecond;
    this.gate = gate;
  }

  /// As fast as it goes.
  public static Pace unbounded() {
    return new Pace(1e9, Long.MAX_VALUE);
  }

  public void openUpTo(long number) {
    gate = number;
  }

  /// Waits until these events are due.
  void await(long first, int count) throws InterruptedException {
    long due;
    synchronized (this) {
      double rate = first < gate ? perSecond : perSecond * TRICKLE;
      due = Math.max(next, System.nanoTime());
      next = due + (long) (count / rate * TimeUnit.SECONDS.toNanos(1));
    }
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(left);
    }
  }
}

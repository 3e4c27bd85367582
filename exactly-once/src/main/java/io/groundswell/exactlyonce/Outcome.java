package io.groundswell.exactlyonce;

/// How an attempt to write a batch ended.
sealed interface Outcome<E> {

  /// Certainly committed.
  record Committed<E>(Bisection.Kept<E> kept, long quarantined) implements Outcome<E> {
  }

  /// The fence refused; nothing was written.
  record Fenced<E>(Fence fence) implements Outcome<E> {
  }

  /// It did not work; the failure says what that means.
  record Failed<E>(Failure failure) implements Outcome<E> {
  }
}

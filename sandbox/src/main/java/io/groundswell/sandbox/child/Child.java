package io.groundswell.sandbox.child;

/// A running process of ours.
public interface Child {

  Process process();

  /// Returns when it serves, however long that takes.
  ///
  /// @throws ChildEndedException when it ends before that
  void awaitReady() throws InterruptedException;

  /// Ends it in an orderly way and returns when it is gone; kills it where it takes too long.
  void end();
}
